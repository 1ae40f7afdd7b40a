package dev.caravan.cli;

import dev.caravan.settings.Settings;
import picocli.CommandLine.Command;

/** {@code pause}: lets running copies end, and starts no more until {@code resume}. */
@Command(
        name = "pause",
        description = "Lets what is being copied end and copies no more until 'resume'; hints are still collected.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:it cannot be spoken to", "2:wrong usage or configuration", "3:none is running"})
final class PauseCommand extends RemoteCommand {
    PauseCommand(ConfigurationOptions options) {
        super(options);
    }

    @Override
    int call(Remote remote, Settings settings) {
        remote.migration().pause();
        out().println("paused; go on with: resume");
        return 0;
    }
}
