package dev.caravan.cli;

import dev.caravan.settings.Key;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * The option {@code --follow-only} of {@code run}. It may stand before or after the command's name; one object takes
 * both. Single-threaded.
 */
final class FollowOnlyOption {
    private boolean given;

    /** Called for each of the two places, with true where the option stands there. */
    @Option(
            names = "--follow-only",
            description =
                    "Walks nothing by itself, for a host beside which another one walks; what a gap may be in is walked"
                            + " all the same.")
    void stands(boolean here) {
        given |= here;
    }

    /** The settings that it stands for. */
    Map<String, String> settings() {
        return given ? Map.of(Key.WALK_ENABLED.key(), "false", Key.WALK_EVERY_HOURS.key(), "0") : Map.of();
    }
}
