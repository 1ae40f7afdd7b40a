package dev.caravan.cli;

import dev.caravan.settings.Settings;
import picocli.CommandLine.Command;

/** {@code resume}: ends a pause. */
@Command(
        name = "resume",
        description = "Goes on after a pause.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:it cannot be spoken to", "2:wrong usage or configuration", "3:none is running"})
final class ResumeCommand extends RemoteCommand {
    ResumeCommand(ConfigurationOptions options) {
        super(options);
    }

    @Override
    int call(Remote remote, Settings settings) {
        remote.migration().resume();
        out().println("resumed; it is " + remote.migration().getState());
        return 0;
    }
}
