package dev.caravan.verify;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of a verification.
 *
 * @param contentPercent share of the files whose bytes are all compared, 0 to 100; for other files equal size and mtime
 *     are enough where they prove equal data
 * @param seed number that selects these files
 * @param repair whether tasks are made that repair the differences
 * @param report file to which each finding is written as a line of JSON; empty for none
 */
public record VerifyOptions(double contentPercent, long seed, boolean repair, Optional<Path> report) {
    /** Compares the attributes, and the content only where size and mtime do not prove it. */
    public static final VerifyOptions ATTRIBUTES = new VerifyOptions(0, 0, false, Optional.empty());

    public VerifyOptions {
        if (!(contentPercent >= 0 && contentPercent <= 100)) {
            throw new IllegalArgumentException("sample: is " + contentPercent + ", expected 0 to 100 percent");
        }
    }
}
