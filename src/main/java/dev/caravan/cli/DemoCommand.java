package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.change.Look;
import dev.caravan.demo.Demo;
import dev.caravan.demo.FleetFollowing;
import dev.caravan.demo.Following;
import dev.caravan.monitor.MigrationMXBean;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import dev.caravan.terminal.LiveLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: runs everything that {@code run} does on a tree in a temporary folder, which it changes itself. */
@Command(
        name = "demo",
        description = "Makes a live tree, a client log and an inode tool in a temporary folder, follows them for about"
                + " 20 s, and compares both trees.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:both trees are equal", "1:they are not", "2:wrong usage or configuration"})
final class DemoCommand implements Callable<Integer> {
    private final Engine engine;
    private final ConfigurationOptions options;

    @Option(names = "--seed", description = "Makes the same changes as the run that printed this seed.")
    private Long seed;

    @Option(names = "--keep", description = "Keeps the temporary folder in any case.")
    private boolean keep;

    @Option(
            names = "--fleet",
            description = "The same with a fleet, for about a minute: a broker, two agents, two movers, one of which is"
                    + " killed, and a walker, each a process of its own. Needs lib/broker beside the jar.")
    private boolean fleet;

    DemoCommand(Engine engine, ConfigurationOptions options) {
        this.engine = engine;
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        // Wrong options are reported before the temporary folder is made.
        Map<String, String> overrides = options.overrides();
        SettingsFile.load(Optional.empty(), Map.of(), overrides);
        Optional<Path> routes = options.routes();
        Following following =
                fleet ? new FleetFollowing(overrides, DemoCommand::ask) : new InThisProcess(overrides, routes);
        long chosen = seed == null ? System.nanoTime() & 0xffff : seed;
        return new Demo(
                        following,
                        fleet ? Demo.Options.ofFleet(chosen, keep) : Demo.Options.defaults(chosen, keep),
                        System.out,
                        LiveLine.isTerminal(1),
                        Clock.system(ZoneId.systemDefault()))
                .run();
    }

    /** What a process does not count, it shows as -1. */
    private static long known(long number) {
        return Math.max(0, number);
    }

    private static Optional<FleetFollowing.Numbers> ask(Path state) throws IOException, InterruptedException {
        Optional<Remote> found = Remote.find(state);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Remote remote = found.get()) {
            MigrationMXBean migration = remote.migration();
            return Optional.of(new FleetFollowing.Numbers(
                    known(migration.getHeldPaths()),
                    known(migration.getInFlightCopies()),
                    known(migration.getCopiedEntries()),
                    known(migration.getCopiedBytes()),
                    migration.getLogLagBytes(),
                    migration.getLogLagSeconds()));
        }
    }

    private final class InThisProcess implements Following {
        private final Map<String, String> overrides;
        private final Optional<Path> routes;
        private Engine.Running running;

        private InThisProcess(Map<String, String> overrides, Optional<Path> routes) {
            this.overrides = overrides;
            this.routes = routes;
        }

        @Override
        public void start(Map<String, String> settings, Look.Listener reads) throws Exception {
            Map<String, String> both = new LinkedHashMap<>(settings);
            both.putAll(overrides);
            Settings checked = Settings.check(SettingsFile.load(Optional.empty(), Map.of(), both));
            running = engine.start(checked.startedAs("demo"), routes, reads);
        }

        @Override
        public Counters counters() {
            return new Counters(
                    () -> running.meter("caravan.settle.held"),
                    () -> running.meter("caravan.copy.inflight"),
                    () -> running.meter("caravan.copy.entries"),
                    () -> running.meter("caravan.copy.bytes"),
                    () -> running.meter("caravan.settle.echoes"),
                    () -> 1000 * running.meter("caravan.tail.lag.seconds"));
        }

        @Override
        public boolean isDrained() {
            return running.backlog().isDrained();
        }

        @Override
        public void stop() {
            if (running != null) {
                running.stop();
            }
        }
    }
}
