package dev.caravan.change;

import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of a feed of which changes may be missing; a walk that begins after {@code to} heals it.
 *
 * @param feed the feed's name, such as {@code client-log}
 * @param from when the missing stretch may have begun
 * @param to when it ended, not before {@code from}
 * @param reason one lower-case sentence for a person
 */
public record Gap(String feed, Instant from, Instant to, String reason) {
    /** Checks. */
    public Gap {
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(reason, "reason");
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("gap of " + feed + ": ends " + to + " before it begins " + from);
        }
    }

    /** A gap that is known by one moment only. */
    public static Gap at(String feed, Instant moment, String reason) {
        return new Gap(feed, moment, moment, reason);
    }

    /** Where gaps are recorded. */
    @FunctionalInterface
    public interface Recorder {
        /** Returns once the gap is on disk, or has widened one that is; any thread. */
        void record(Gap gap);
    }
}
