package dev.caravan.cli;

import dev.caravan.app.FleetRoll;
import dev.caravan.app.FleetWalker;
import dev.caravan.app.FleetWalker.Progress;
import dev.caravan.entry.Escape;
import dev.caravan.fleet.Movers;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.LiveLine;
import dev.caravan.terminal.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code walker}: has the movers of a fleet walk the whole source together. */
@Command(
        name = "walker",
        description =
                "Of a fleet: has the movers walk the whole source together, a directory at a time each, and waits until"
                        + " everything that they found is done. The walk goes on without this command, which started again"
                        + " waits for the same walk. Needs caravan.fleet.brokers and the folder lib beside the jar.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:walked, and no mover has a gap or a failure open",
            "1:walked, and one has, or is silent; or the brokers do not answer",
            "2:wrong usage or configuration"
        })
final class WalkerCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 500;
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    /** After so long without any progress it is said that there may be nobody who walks. */
    private static final Duration SUSPICIOUS = Duration.ofSeconds(30);

    private final ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    WalkerCommand(ConfigurationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.unchecked(options.values());
        try (FleetWalker walker = FleetWalker.of(settings)) {
            Progress before = walker.look();
            if (before.open() == 0) {
                walker.begin();
            } else {
                out(
                        "a walk is under way: it is waited for, and another one begins where this is started again after it");
            }
            long walked = await(walker, before.done());
            out("walked " + Units.count(walked, "directory", "directories"));
            List<Movers.State> unfinished = FleetRoll.movers(settings).stream()
                    .filter(mover -> mover.isMissed() || mover.work().isIncomplete())
                    .toList();
            unfinished.forEach(mover -> out(Escape.latin1(mover.name()) + ": "
                    + (mover.isMissed()
                            ? mover + "; " + mover.remedy()
                            : mover.work().open())));
            return unfinished.isEmpty() ? 0 : 1;
        }
    }

    /** Returns the number of directories that were walked meanwhile, once none is open. */
    private long await(FleetWalker walker, long doneBefore) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        LiveLine line = new LiveLine(System.err, LiveLine.isTerminal(2), BETWEEN_LINES, BETWEEN_LINES);
        long last = doneBefore;
        long lastAt = begin;
        Progress now = walker.look();
        while (now.open() > 0) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
            if (now.done() != last) {
                last = now.done();
                lastAt = System.nanoTime();
            }
            boolean isStill = System.nanoTime() - lastAt > SUSPICIOUS.toNanos();
            line.show(
                    Units.duration(elapsed) + " | walked "
                            + Units.count(now.done() - doneBefore, "directory", "directories") + " | "
                            + Units.count(now.open()) + " to do"
                            + (isStill ? " | nothing was done lately: does a mover run, or do entries wait?" : ""),
                    elapsed);
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            now = walker.look();
        }
        line.end();
        return now.done() - doneBefore;
    }

    private void out(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
