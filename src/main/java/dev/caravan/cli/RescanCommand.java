package dev.caravan.cli;

import dev.caravan.entry.RelativePath;
import dev.caravan.monitor.PathText;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.RootedPath;
import dev.caravan.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rescan}: has the given paths, and everything below them, looked at again. */
@Command(
        name = "rescan",
        description =
                "Has the running one look at these paths again at once: a directory is walked with all that is below"
                        + " it, anything else looked at.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:asked for", "1:it cannot be spoken to", "2:wrong usage or configuration", "3:none is running"
        })
final class RescanCommand extends RemoteCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Below the source, or relative to it; '.' is the whole source.")
    private List<String> given;

    private final List<RelativePath> paths = new ArrayList<>();

    RescanCommand(ConfigurationOptions options) {
        super(options);
    }

    @Override
    void prepare(Settings settings) throws ConfigurationException {
        for (String latin1 : given) {
            paths.add(RootedPath.of(latin1, settings, Key.SOURCE));
        }
    }

    @Override
    int call(Remote remote, Settings settings) {
        for (RelativePath path : paths) {
            remote.migration().rescan(PathText.encoded(path));
            out().println(path + ": asked for");
        }
        return 0;
    }
}
