package dev.caravan.app;

import dev.caravan.fleet.WalkWatch;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Settings;
import java.io.IOException;

/** The walk that the movers of a fleet share, for a command that is no part of it. Single-threaded. */
public final class FleetWalker implements AutoCloseable {
    private final WalkWatch watch;

    /**
     * How far the walks of this fleet are.
     *
     * @param done directories that were listed since the fleet's first walk, and all in them done
     * @param open directories that were found and are not done
     */
    public record Progress(long done, long open) {}

    private FleetWalker(WalkWatch watch) {
        this.watch = watch;
    }

    /**
     * Begins with nothing.
     *
     * @throws ConfigurationException if what is needed is missing
     */
    public static FleetWalker of(Settings settings) throws ConfigurationException {
        FleetRoll.check(settings, "walker");
        return new FleetWalker(FleetAssembly.walk(settings));
    }

    /**
     * Has the movers walk the whole source.
     *
     * @throws IOException if the brokers do not answer
     */
    public void begin() throws IOException, InterruptedException {
        watch.begin();
    }

    /**
     * How far they are.
     *
     * @throws IOException if the brokers do not answer
     */
    public Progress look() throws IOException, InterruptedException {
        WalkWatch.Progress progress = watch.look();
        return new Progress(progress.done(), progress.open());
    }

    @Override
    public void close() {
        watch.close();
    }
}
