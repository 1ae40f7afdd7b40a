package dev.caravan.walk;

import dev.caravan.entry.RelativePath;
import java.util.Comparator;

/**
 * The order of every walk: a directory comes before everything below it, and names are ordered by their bytes. So one
 * path says how far a walk has come. Stateless; any thread.
 */
final class WalkOrder implements Comparator<RelativePath> {
    static final WalkOrder INSTANCE = new WalkOrder();

    private WalkOrder() {}

    @Override
    public int compare(RelativePath one, RelativePath other) {
        String ours = one.latin1();
        String theirs = other.latin1();
        int common = Math.min(ours.length(), theirs.length());
        for (int i = 0; i < common; i++) {
            if (ours.charAt(i) != theirs.charAt(i)) {
                return rank(ours.charAt(i)) - rank(theirs.charAt(i));
            }
        }
        return ours.length() - theirs.length();
    }

    /**
     * A slash ends a name, and so comes before every byte of a longer name: {@code a/b} before {@code a-c}. No
     * name has a NUL.
     */
    private static int rank(char c) {
        return c == '/' ? 0 : c;
    }
}
