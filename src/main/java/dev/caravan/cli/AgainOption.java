package dev.caravan.cli;

import dev.caravan.settings.Settings;
import picocli.CommandLine.Option;

/** The option of commands that write to the target; it may stand before the command as well. One object holds both. */
final class AgainOption {
    private boolean given;

    /** Called for each place where it may stand, with whether it does. */
    @Option(
            names = "--again",
            description = "Writes to the target although a cut-over is done: undoes it, which is written down.")
    void stands(boolean here) {
        given |= here;
    }

    boolean isGiven() {
        return given;
    }

    /** These settings, with what it says. */
    Settings applyTo(Settings settings) {
        return given ? settings.again() : settings;
    }
}
