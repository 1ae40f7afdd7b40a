package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.settings.Key;
import dev.caravan.settings.Role;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mover}: takes what the agents of a fleet publish, and copies. */
@Command(
        name = "mover",
        description =
                "Of a fleet, one of several beside each other: takes what all agents publish, and copies. It walks only what"
                        + " a gap may be in; run backfill beside it for the rest. Needs caravan.fleet.brokers and the folder lib"
                        + " beside the jar.",
        mixinStandardHelpOptions = true)
final class MoverCommand implements Callable<Integer> {
    /** Whoever walks, or follows a log, is another process; the configuration file may be the same. */
    private static final Map<String, String> ONLY_THE_TOPIC = Map.of(
            Key.TAIL_PATH.key(),
            "",
            Key.FEEDS.key(),
            "",
            Key.OPLOG_PATH.key(),
            "",
            Key.WALK_ENABLED.key(),
            "false",
            Key.WALK_EVERY_HOURS.key(),
            "0");

    private final Engine engine;
    private final ConfigurationOptions options;

    @Mixin
    private final AgainOption again;

    MoverCommand(Engine engine, ConfigurationOptions options, AgainOption again) {
        this.engine = engine;
        this.options = options;
        this.again = again;
    }

    @Override
    public Integer call() throws Exception {
        return RunCommand.run(
                engine,
                again.applyTo(options.settings(ONLY_THE_TOPIC, Role.MOVER).startedAs("mover")),
                options.routes());
    }
}
