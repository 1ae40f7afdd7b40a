package dev.caravan.cli;

import dev.caravan.app.FleetRoll;
import dev.caravan.entry.Escape;
import dev.caravan.fleet.Agents;
import dev.caravan.settings.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code agents}: lists the agents of a fleet, or has one forgotten, whether or not a mover runs. */
@Command(
        name = "agents",
        description = "Of a fleet: which agents there are, and whether each lives. Needs caravan.fleet.brokers.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:all of them live", "1:not all live, or nobody answers", "2:wrong usage or configuration"})
final class AgentsCommand implements Callable<Integer> {
    private final ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    AgentsCommand(ConfigurationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        List<Agents.State> all = FleetRoll.agents(Settings.unchecked(options.values()));
        all.forEach(agent -> out(Escape.latin1(agent.name() + ": " + agent)));
        if (all.isEmpty()) {
            out("no agent was ever there");
        }
        return all.stream().allMatch(agent -> agent.life() == Agents.Life.ALIVE) ? 0 : 1;
    }

    @Command(
            name = "forget",
            description = "Says that an agent is not to be missed: its host writes to the source no more.",
            mixinStandardHelpOptions = true)
    int forget(@Parameters(paramLabel = "NAME", description = "As agents shows it.") String name) throws Exception {
        Settings settings = Settings.unchecked(options.values());
        if (!FleetRoll.forgetAgent(settings, name)) {
            spec.commandLine().getErr().println("caravan: agent " + Escape.latin1(name) + ": was never there");
            return 1;
        }
        out(name + ": is forgotten; one that runs is back with its next sign of life");
        if (settings.agents().contains(name)) {
            out("caravan.agents names it, so that a mover misses it all the same");
        }
        return 0;
    }

    private void out(String line) {
        spec.commandLine().getOut().println(line);
    }
}
