package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.change.Look;
import dev.caravan.control.Threads;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: follows the log and walks until it is stopped. */
@Command(
        name = "run",
        description = "Follows the log and walks, until SIGTERM: then finishes what is being copied and writes its"
                + " checkpoints. The default.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Engine engine;
    private final ConfigurationOptions options;

    @Mixin
    private final AgainOption again;

    @Mixin
    private final FollowOnlyOption followOnly;

    RunCommand(Engine engine, ConfigurationOptions options, AgainOption again, FollowOnlyOption followOnly) {
        this.engine = engine;
        this.options = options;
        this.again = again;
        this.followOnly = followOnly;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings(followOnly.settings());
        Optional<String> unnamed = settings.feedThatIsNotNamed();
        if (unnamed.isPresent()) {
            throw new ConfigurationException(unnamed.get()
                    + ": is set, but caravan.feeds does not name its host: that log would not be followed");
        }
        return run(engine, again.applyTo(settings), options.routes());
    }

    static int run(Engine engine, Settings settings, Optional<Path> routes) throws Exception {
        Engine.Running running = engine.start(settings, routes, Look.Listener.NONE);
        // After a signal the hook stops Caravan and ends the process with status 0; this method does not return then.
        Stop.onSignal(running, 0);
        long begin = System.nanoTime();
        RunProgress progress = new RunProgress(running, () -> WalkEstimate.of(settings.readRoot()));
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                progress.line(Duration.ofNanos(System.nanoTime() - begin)).ifPresent(LOG::info);
            }
        } catch (RuntimeException e) {
            // System.exit would run the hook, which ends the process with status 0.
            Threads.end(e);
            throw e;
        }
    }
}
