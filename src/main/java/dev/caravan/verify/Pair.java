package dev.caravan.verify;

import dev.caravan.entry.Entry;
import java.util.Optional;

/** An entry as one look found it on both sides. Immutable; any thread. */
record Pair(Optional<Entry> source, Optional<Entry> target) {
    /** True where neither side changed between the two looks. */
    boolean isUnchangedSince(Pair earlier) {
        return isUnchanged(earlier.source, source) && isUnchanged(earlier.target, target);
    }

    private static boolean isUnchanged(Optional<Entry> earlier, Optional<Entry> now) {
        return now.isPresent() ? earlier.isPresent() && now.get().isUnchangedSince(earlier.get()) : earlier.isEmpty();
    }

    /** True where both sides have a regular file of the same length, so that their bytes can be compared. */
    boolean haveSameLength() {
        return source.isPresent()
                && target.isPresent()
                && source.get().type() == Entry.Type.FILE
                && target.get().type() == Entry.Type.FILE
                && source.get().size() == target.get().size();
    }

    boolean isDirectoryOfSource() {
        return source.isPresent() && source.get().isDirectory();
    }
}
