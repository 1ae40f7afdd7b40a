package dev.caravan.cli;

import dev.caravan.posix.Lstat;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Space;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a walk will still take, learnt from how fast it went lately. One thread.
 *
 * <p>What is left is known from the number of inodes of the source's file system, where the source is all of it; else it is guessed
 * from the directories that wait, each with as many entries as those before had on average.
 */
final class WalkEstimate {
    /** Over which the rate is averaged. */
    private static final double MEMORY_SECONDS = 120;

    private static final Duration LEAST = Duration.ofSeconds(5);

    private final OptionalLong total;
    private double elapsedSeconds;
    private long entries;
    private double entriesLeft = -1;
    private double rate;

    /**
     * Nothing is learnt yet.
     *
     * @param total entries of the source; empty where nobody knows
     */
    WalkEstimate(OptionalLong total) {
        this.total = total;
    }

    /** Of a walk of this source, which its file system tells of where it can. */
    static WalkEstimate of(Path source) {
        return new WalkEstimate(entries(source));
    }

    /** The inodes in use, where the root is that of a file system of its own. */
    private static OptionalLong entries(Path source) {
        try {
            Path root = source.toRealPath();
            if (root.getParent() != null
                    && Lstat.readFollowing(root.getParent()).device()
                            == Lstat.readFollowing(root).device()) {
                return OptionalLong.empty();
            }
            long inodes = Posix.best().space(root).usedInodes();
            return inodes == Space.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(inodes);
        } catch (IOException e) {
            // The walk will say so.
            return OptionalLong.empty();
        }
    }

    /** The entries of the source, where its file system counts them and holds nothing else. */
    OptionalLong total() {
        return total;
    }

    /**
     * Learns how far it is.
     *
     * @param elapsed since the walk began; never goes backwards
     * @param directories listed so far
     * @param entries found in these
     * @param waiting directories that were found and not listed yet; 0 where nobody counts them
     */
    void learn(Duration elapsed, long directories, long entries, long waiting) {
        double seconds = elapsed.toNanos() / 1e9;
        double step = seconds - elapsedSeconds;
        if (step > 0) {
            double now = (entries - this.entries) / step;
            // At the begin all that is known is the mean so far.
            double weight = Math.max(1 - Math.exp(-step / MEMORY_SECONDS), step / seconds);
            rate += weight * (now - rate);
            elapsedSeconds = seconds;
            this.entries = entries;
        }
        if (total.isPresent() && total.getAsLong() > entries) {
            entriesLeft = total.getAsLong() - entries;
        } else {
            entriesLeft = waiting > 0 && directories > 0 ? (double) waiting * entries / directories : -1;
        }
    }

    /** Empty while nobody can say. */
    Optional<Duration> left() {
        if (entriesLeft < 0 || rate <= 0 || elapsedSeconds < LEAST.toSeconds()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds((long) Math.ceil(entriesLeft / rate)));
    }
}
