package dev.caravan.cli;

import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import picocli.CommandLine.Command;

/** {@code retry}: makes every failed path due now. */
@Command(
        name = "retry",
        description =
                "Makes every path in the failure journal due now; each is looked at once its quiet period is over.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:it cannot be spoken to", "2:wrong usage or configuration", "3:none is running"})
final class RetryCommand extends RemoteCommand {
    RetryCommand(ConfigurationOptions options) {
        super(options);
    }

    @Override
    int call(Remote remote, Settings settings) {
        long paths = remote.migration().retry();
        out().println(
                        paths == 0
                                ? "nothing has failed"
                                : Units.count(paths, "path is", "paths are")
                                        + " tried again, each when its quiet period is over");
        return 0;
    }
}
