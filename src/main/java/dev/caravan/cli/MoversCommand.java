package dev.caravan.cli;

import dev.caravan.app.FleetRoll;
import dev.caravan.entry.Escape;
import dev.caravan.fleet.Movers;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code movers}: lists the movers of a fleet, or has one forgotten, wherever it is given. */
@Command(
        name = "movers",
        description =
                "Of a fleet: which movers there are, how each stands, and what one that lives no more has left open. Needs"
                        + " caravan.fleet.brokers.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:each lives, or has ended and left nothing open",
            "1:not so, or nobody answers",
            "2:wrong usage or configuration"
        })
final class MoversCommand implements Callable<Integer> {
    private static final String ROW = "%-16s  %-12s %10s %10s %10s %10s %7s %7s %7s  %-22s %s";

    private final ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    MoversCommand(ConfigurationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        List<Movers.State> all = FleetRoll.movers(Settings.unchecked(options.values()));
        table(all).forEach(this::out);
        return all.stream().anyMatch(Movers.State::isMissed) ? 1 : 0;
    }

    /** A line each below a headline, and below these what to do about those that are missed. */
    static List<String> table(List<Movers.State> all) {
        if (all.isEmpty()) {
            return List.of("no mover was ever there");
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                ROW,
                "mover",
                "state",
                "partitions",
                "behind",
                "in work",
                "held",
                "gaps",
                "failed",
                "again",
                "copied",
                "version"));
        all.forEach(mover -> lines.add(row(mover)));
        all.stream()
                .filter(Movers.State::isMissed)
                .map(mover -> Escape.latin1(mover.name() + ": " + mover + "; " + mover.remedy()))
                .forEach(lines::add);
        return lines;
    }

    private static String row(Movers.State mover) {
        String life = mover.life().name().toLowerCase(Locale.ROOT);
        return String.format(
                ROW,
                Escape.latin1(mover.name()),
                mover.life() == Movers.Life.SILENT ? life + " " + Units.duration(mover.silentFor()) : life,
                Units.count(mover.partitions()),
                Units.count(mover.behind()),
                Units.count(mover.outstanding()),
                Units.count(mover.work().held()),
                Units.count(mover.work().gaps()),
                Units.count(mover.work().failures()),
                Units.count(mover.work().again()),
                Units.count(mover.work().entries()) + ", "
                        + Units.bytes(mover.work().bytes()),
                Escape.latin1(mover.version()));
    }

    @Command(
            name = "forget",
            description =
                    "Says that a mover never comes back. What it may have left open is made a gap of the whole tree, which"
                            + " another mover heals by a walk.",
            mixinStandardHelpOptions = true)
    int forget(@Parameters(paramLabel = "NAME", description = "As movers shows it.") String name) throws Exception {
        Movers.State state = FleetRoll.forgetMover(Settings.unchecked(options.values()), name);
        if (state.life() == Movers.Life.NEVER) {
            spec.commandLine().getErr().println("caravan: mover " + Escape.latin1(name) + ": was never there");
            return 1;
        }
        out(name + ": is forgotten; "
                + (state.isMissed()
                        ? "another mover walks the whole tree instead, see its open gaps"
                        : "it has left nothing open"));
        return 0;
    }

    private void out(String line) {
        spec.commandLine().getOut().println(line);
    }
}
