package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Posix;
import dev.caravan.trees.ClockSkew;
import java.io.IOException;
import java.util.Optional;

/** The look at the source after its data was read: what was made is worth keeping only if nothing changed meanwhile. Any thread. */
final class SecondLook {
    private final Posix posix;
    private final ClockSkew skew;

    /**
     * Looks with these calls.
     *
     * @param skew learns from each change how far the source's clock is from this machine's
     */
    SecondLook(Posix posix, ClockSkew skew) {
        this.posix = posix;
        this.skew = skew;
    }

    /** True where the source's entry is unchanged since the verdict's look. A hot file may have grown: its beginning was copied. */
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
