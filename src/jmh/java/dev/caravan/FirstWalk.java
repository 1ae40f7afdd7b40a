package dev.caravan;

import dev.caravan.app.Assembly;
import dev.caravan.app.Engine;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import dev.caravan.testing.CaravanProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long Caravan took for a tree by its first walk, in seconds.
 *
 * @param start until the first look at the source; the walk does not wait until all of Camel is up
 * @param copied from there until the last entry is copied
 * @param drained from there until it is drained
 */
record FirstWalk(double start, double copied, double drained) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int POLL_MILLIS = 5;

    /** The least that can be set. */
    static final int QUIET_SECONDS = 1;

    /** In this process. */
    static FirstWalk here(SampleTree tree, Path target, Path state) throws Exception {
        Settings settings =
                Settings.check(SettingsFile.load(Optional.empty(), Map.of(), settings(tree, target, state)));
        AtomicLong firstLook = new AtomicLong();
        long begin = System.nanoTime();
        Engine.Running running = Assembly.start(
                settings, Optional.empty(), (path, look) -> firstLook.compareAndSet(0, System.nanoTime()));
        try {
            await(() -> running.meter("caravan.copy.bytes") >= tree.bytes()
                    && running.meter("caravan.copy.entries") >= tree.entries()
                    && running.meter("caravan.copy.inflight") == 0);
            double copied = seconds(firstLook.get());
            await(() -> running.backlog().isDrained());
            return new FirstWalk((firstLook.get() - begin) / 1e9, copied, seconds(firstLook.get()));
        } finally {
            running.stop();
        }
    }

    /** By a process of its own, which has compiled nothing yet; all of it counts as copy. Asking over JMX costs it something. */
    static FirstWalk cold(SampleTree tree, Path target, Path state) throws Exception {
        long begin = System.nanoTime();
        try (CaravanProcess caravan = CaravanProcess.run(state.getParent(), settings(tree, target, state))) {
            await(() -> (Long) caravan.attribute("CopiedBytes") >= tree.bytes()
                    && (Long) caravan.attribute("CopiedEntries") >= tree.entries()
                    && caravan.attribute("InFlightCopies").equals(0L));
            double copied = seconds(begin);
            await(() -> caravan.attribute("State").equals("FOLLOWING")
                    && caravan.attribute("HeldPaths").equals(0L)
                    && caravan.attribute("InFlightCopies").equals(0L));
            double drained = seconds(begin);
            caravan.stop();
            return new FirstWalk(0, copied, drained);
        }
    }

    private static Map<String, String> settings(SampleTree tree, Path target, Path state) {
        return Map.of(
                "caravan.source", tree.root().toString(),
                "caravan.target", target.toString(),
                "caravan.state", state.toString(),
                "caravan.tail.path", "",
                "caravan.walk.enabled", "true",
                "caravan.settle.quiet-seconds", String.valueOf(QUIET_SECONDS));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long begin = System.nanoTime();
        while (!condition.call()) {
            if (seconds(begin) > PATIENCE.toSeconds()) {
                throw new IllegalStateException("not done after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
