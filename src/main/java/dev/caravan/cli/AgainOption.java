package dev.caravan.cli;

import picocli.CommandLine.Option;

/** The option of commands that write to the target. */
final class AgainOption {
    @Option(
            names = "--again",
            description = "Writes to the target although a cut-over is done: undoes it, which is written down.")
    private boolean again;

    /** These settings, with what it says here or before the command. */
    Settings applyTo(Settings settings, AgainOption before) {
        return again || before.again ? settings.again() : settings;
    }
}
