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
 * An estimate of a walk's remaining time, from its recent rate. Single-threaded.
 *
 * <p>Where the source is a whole file system, the remaining entries are known from its number of inodes in use.
 * Otherwise they are estimated as the directories still to be listed, times the mean number of entries per directory
 * so far.
 */
final class WalkEstimate {
    /** The time constant of the rate's weighted mean. */
    private static final double MEMORY_SECONDS = 120;

    private static final Duration LEAST = Duration.ofSeconds(5);

    private final OptionalLong total;
    private double elapsedSeconds;
    private long entries;
    private double entriesLeft = -1;
    private double rate;

    /**
     * Begins without a rate.
     *
     * @param total the number of entries of the source; empty where it is unknown
     */
    WalkEstimate(OptionalLong total) {
        this.total = total;
    }

    /** The estimate for a walk of this source; its file system is asked for the number of entries. */
    static WalkEstimate of(Path source) {
        return new WalkEstimate(entries(source));
    }

    /**
     * The number of inodes in use; empty where the source is not the root of a file system, or its inodes are
     * not counted.
     */
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
            // The walk itself will report the error.
            return OptionalLong.empty();
        }
    }

    /** The number of entries of the source; empty where it is unknown. */
    OptionalLong total() {
        return total;
    }

    /**
     * Takes in the walk's progress.
     *
     * @param elapsed the time since the walk began; it never decreases from call to call
     * @param directories the number of directories listed so far
     * @param entries the number of entries found in these directories
     * @param waiting the number of directories found but not listed yet; 0 where they are not counted
     */
    void learn(Duration elapsed, long directories, long entries, long waiting) {
        double seconds = elapsed.toNanos() / 1e9;
        double step = seconds - elapsedSeconds;
        if (step > 0) {
            double now = (entries - this.entries) / step;
            // Early on, the mean since the start is the best estimate there is.
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

    /** The estimated remaining time; empty while there is too little data. */
    Optional<Duration> left() {
        if (entriesLeft < 0 || rate <= 0 || elapsedSeconds < LEAST.toSeconds()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds((long) Math.ceil(entriesLeft / rate)));
    }
}
