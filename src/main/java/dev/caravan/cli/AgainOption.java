package dev.caravan.cli;

import dev.caravan.settings.Settings;
import picocli.CommandLine.Option;

/**
 * The option {@code --again} of commands that write to the target. It may stand before or after the command's name; one
 * object takes both. Single-threaded.
 */
final class AgainOption {
    private boolean given;

    /** Called for each of the two places, with true where the option stands there. */
    @Option(
            names = "--again",
            description = "Writes to the target although a cut-over is done: undoes it, which is written down.")
    void stands(boolean here) {
        given |= here;
    }

    boolean isGiven() {
        return given;
    }

    /** The settings with this option applied. */
    Settings applyTo(Settings settings) {
        return given ? settings.again() : settings;
    }
}
