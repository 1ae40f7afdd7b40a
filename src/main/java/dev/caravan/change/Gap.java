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
    /** The feed that the client's log is. */
    public static final String CLIENT_LOG = "client-log";

    /** The feed of paths that hints have named, and that are looked at again. */
    public static final String LOOK_AGAIN = "look-again";

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

    /** True where hints are missing: a walk of the whole source within a freeze finds all that they told of. */
    public boolean isOfHints() {
        return feed.equals(CLIENT_LOG) || feed.equals(LOOK_AGAIN);
    }

    /** One that spans both, for this one's reason; where they are in two directories it may be anywhere. */
    public Gap widenedBy(Gap other) {
        return new Gap(
                feed,
                from.isBefore(other.from) ? from : other.from,
                to.isAfter(other.to) ? to : other.to,
                reason,
                directory.equals(other.directory) ? directory : RelativePath.ROOT);
    }

    /** Where gaps are recorded. */
    @FunctionalInterface
    public interface Recorder {
        /** Returns once the gap is on disk, or has widened one that is; any thread. */
        void record(Gap gap);
    }
}
