package dev.caravan.verify;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How closely to look, and what to do about it.
 *
 * @param contentPercent of how many files all bytes are compared: 0 to 100; of the others size and time have to do
 * @param seed chooses which files these are
 * @param repair whether differences are handed on to be mended
 * @param report where each difference is written down, as a line of JSON
 */
public record VerifyOptions(double contentPercent, long seed, boolean repair, Optional<Path> report) {
    /** Attributes only. */
    public static final VerifyOptions ATTRIBUTES = new VerifyOptions(0, 0, false, Optional.empty());

    /** Checks. */
    public VerifyOptions {
        if (!(contentPercent >= 0 && contentPercent <= 100)) {
            throw new IllegalArgumentException("sample: is " + contentPercent + ", expected 0 to 100 percent");
        }
    }
}
