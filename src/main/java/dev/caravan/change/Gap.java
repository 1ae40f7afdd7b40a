package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of a feed of which changes may be missing; a walk of the directory that begins after {@code to} heals it.
 *
 * @param feed the feed's name, such as {@code client-log}
 * @param from when the missing stretch may have begun
 * @param to when it ended, not before {@code from}
 * @param reason one lower-case sentence for a person
 * @param directory below which they are; the root where nobody knows
 */
public record Gap(String feed, Instant from, Instant to, String reason, RelativePath directory) {
    /** Checks. */
    public Gap {
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(directory, "directory");
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("gap of " + feed + ": ends " + to + " before it begins " + from);
        }
    }

    /** A gap that may be anywhere. */
    public Gap(String feed, Instant from, Instant to, String reason) {
        this(feed, from, to, reason, RelativePath.ROOT);
    }

    /** A gap that is known by one moment only. */
    public static Gap at(String feed, Instant moment, String reason) {
        return new Gap(feed, moment, moment, reason);
    }

    /** A gap that is known by one moment, below this directory. */
    public static Gap below(RelativePath directory, String feed, Instant moment, String reason) {
        return new Gap(feed, moment, moment, reason, directory);
    }

    /** Where gaps are recorded. */
    @FunctionalInterface
    public interface Recorder {
        /** Returns once the gap is on disk, or has widened one that is; any thread. */
        void record(Gap gap);
    }
}
