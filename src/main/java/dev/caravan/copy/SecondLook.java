package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Posix;
import dev.caravan.trees.ClockSkew;
import java.io.IOException;
import java.util.Optional;

/**
 * Looks at the source again after its data was read: the copy is kept only if the source did not change
 * meanwhile. Thread-safe.
 */
final class SecondLook {
    private final Posix posix;
    private final ClockSkew skew;

    /**
     * A second look, which also measures the clocks.
     *
     * @param skew the difference between the source's clock and this machine's; each change found here makes it
     *     more exact
     */
    SecondLook(Posix posix, ClockSkew skew) {
        this.posix = posix;
        this.skew = skew;
    }

    /**
     * True where the source's entry is unchanged since the verdict's look. A hot file may have grown since: the part
     * that it had then was copied.
     */
    boolean isGoodEnough(Verdict.Apply apply, Place place) throws IOException {
        Entry first = apply.source();
        Optional<Entry> found = posix.look(place.source());
        if (found.isEmpty()) {
            return false;
        }
        Entry now = found.get();
        if (now.inode() == first.inode() && !now.changed().equals(first.changed())) {
            skew.changedSince(apply.look().begin(), now);
        }
        boolean hasOnlyGrown = now.inode() == first.inode() && now.type() == first.type() && now.size() >= first.size();
        return now.isUnchangedSince(first) || (apply.hot() && hasOnlyGrown);
    }
}
