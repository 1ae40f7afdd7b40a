package dev.caravan.cli;

import dev.caravan.doctor.Doctor;
import dev.caravan.doctor.Findings;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: checks everything that {@code run} needs. */
@Command(
        name = "doctor",
        description = "Tries everything that 'run' needs, a line each, and says what to mend.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:sound, perhaps with warnings", "1:something fails", "2:wrong usage or configuration file"})
final class DoctorCommand implements Callable<Integer> {
    private final ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    DoctorCommand(ConfigurationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> values = options.values();
        List<String> faults = new ArrayList<>(Settings.faults(values).stream()
                .map(ConfigurationException::getMessage)
                .toList());
        Optional<Path> routes = Optional.empty();
        try {
            routes = options.routes();
        } catch (ConfigurationException e) {
            faults.add(e.getMessage());
        }
        Findings findings = new Findings(spec.commandLine().getOut());
        new Doctor(Settings.unchecked(values), faults, routes, Clock.system(ZoneId.systemDefault())).examine(findings);
        spec.commandLine()
                .getOut()
                .println(
                        findings.failures() == 0
                                ? "sound" + (findings.warnings() == 0 ? "" : ", with " + warnings(findings))
                                : Units.count(findings.failures(), "thing", "things") + " to mend, and "
                                        + warnings(findings));
        return findings.failures() == 0 ? 0 : 1;
    }

    private static String warnings(Findings findings) {
        return Units.count(findings.warnings(), "warning", "warnings");
    }
}
