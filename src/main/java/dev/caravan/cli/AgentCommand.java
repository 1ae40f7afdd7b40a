package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.settings.Role;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code agent}: follows a host's log for a fleet. */
@Command(
        name = "agent",
        description =
                "Of a fleet, on each host that writes: follows its log and publishes what it names for the movers. Needs"
                        + " no target, but caravan.fleet.brokers and the folder lib beside the jar.",
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
    private final Engine engine;
    private final ConfigurationOptions options;

    AgentCommand(Engine engine, ConfigurationOptions options) {
        this.engine = engine;
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        return RunCommand.run(engine, options.settings(Map.of(), Role.AGENT).startedAs("agent"), options.routes());
    }
}
