package dev.caravan.app;

import dev.caravan.chaos.FaultyPosix;
import dev.caravan.chaos.Lookups;
import dev.caravan.chaos.RandomFaults;
import dev.caravan.cli.Arguments;
import dev.caravan.cli.CaravanCommand;
import dev.caravan.posix.Posix;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Caravan as it is, but for a client that tells a pipe of every lookup, and for file systems of which a call fails now and then. */
public final class FaultyCaravan {
    /** The pipe; see {@link Lookups}. */
    public static final String PIPE = "chaos.pipe";

    private FaultyCaravan() {}

    /** Runs a command and ends with its exit status. */
    public static void main(String[] args) throws Exception {
        RandomFaults faults = RandomFaults.ofSystemProperties();
        ManagementFactory.getPlatformMBeanServer().registerMBean(faults, RandomFaults.NAME);
        System.exit(CaravanCommand.of((settings, routes, reads) -> {
                    Lookups lookups = new Lookups(settings.source(), Path.of(System.getProperty(PIPE)));
                    Posix posix = new FaultyPosix(settings.source(), lookups, faults).around(Posix.best());
                    return Assembly.start(settings, routes, reads, posix);
                })
                .execute(Arguments.bytes(args)));
    }
}
