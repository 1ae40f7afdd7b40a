package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of a feed in which changes may be missing; a walk of the directory that begins after {@code to} heals it.
 *
 * @param feed the feed's name, such as {@code client-log}
 * @param from when the missing stretch may have begun
 * @param to when it ended, not before {@code from}
 * @param reason one lower-case sentence for a person
 * @param directory the directory below which they are; the root where unknown
 */
public record Gap(String feed, Instant from, Instant to, String reason, RelativePath directory) {
    /** The feed's name of the client's log; that of a further host's is this, a hyphen and the host's name. */
    public static final String CLIENT_LOG = "client-log";

    /** The feed's name of the paths that are looked at again after a hint. */
    public static final String LOOK_AGAIN = "look-again";

    /**
     * @throws IllegalArgumentException if the gap ends before it begins
     */
    public Gap {
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(directory, "directory");
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("gap of " + feed + ": ends " + to + " before it begins " + from);
        }
    }

    /** A gap that may concern any entry. */
    public Gap(String feed, Instant from, Instant to, String reason) {
        this(feed, from, to, reason, RelativePath.ROOT);
    }

    /** A gap of a single moment. */
    public static Gap at(String feed, Instant moment, String reason) {
        return new Gap(feed, moment, moment, reason);
    }

    /** A gap of a single moment, below this directory. */
    public static Gap below(RelativePath directory, String feed, Instant moment, String reason) {
        return new Gap(feed, moment, moment, reason, directory);
    }

    /** True where hints may be missing: a walk of the whole source during a freeze finds what they would have named. */
    public boolean isOfHints() {
        return feed.startsWith(CLIENT_LOG) || feed.equals(LOOK_AGAIN);
    }

    /** A gap that spans both, for this one's reason; below the root where their directories differ. */
    public Gap widenedBy(Gap other) {
        return new Gap(
                feed,
                from.isBefore(other.from) ? from : other.from,
                to.isAfter(other.to) ? to : other.to,
                reason,
                directory.equals(other.directory) ? directory : RelativePath.ROOT);
    }

    /** Records gaps. */
    @FunctionalInterface
    public interface Recorder {
        /** Returns once the gap is on disk, or has widened one that is. Thread-safe. */
        void record(Gap gap);
    }
}
