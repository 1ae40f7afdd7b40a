package dev.caravan.cli;

import dev.caravan.change.Look;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: follows the log and walks until it is stopped. */
@Command(
        name = "run",
        description = "Follows the log and walks, until SIGTERM: then finishes what is being copied and writes its"
                + " checkpoints. The default.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private final Engine engine;
    private final ConfigurationOptions before;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    RunCommand(Engine engine, ConfigurationOptions before) {
        this.engine = engine;
        this.before = before;
    }

    @Override
    public Integer call() throws Exception {
        return run(engine, options.after(before), Look.Listener.NONE);
    }

    static int run(Engine engine, ConfigurationOptions options, Look.Listener reads) throws Exception {
        Engine.Running running = engine.start(options.settings(), options.routes(), reads);
        // A stop in good order is a success.
        Stop.onSignal(running, 0).forEver();
        return 0;
    }
}
