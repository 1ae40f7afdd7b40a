package dev.caravan.trees;

import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.Makers;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;

/**
 * Trees of which nothing has been learnt yet. Extended attributes are compared; equal sizes and times prove equal data.
 */
public final class TreesFixture {
    private TreesFixture() {}

    public static Trees trees(Roots roots) {
        return trees(roots, new NativePosix(), new HardLinks());
    }

    public static Trees trees(Roots roots, Posix posix, HardLinks hardLinks) {
        return trees(roots, posix, hardLinks, LeftOut.Recorder.NONE, KnownEqual.trusting());
    }

    public static Trees trees(
            Roots roots, Posix posix, HardLinks hardLinks, LeftOut.Recorder leftOut, KnownEqual known) {
        return new Trees(
                roots,
                posix,
                hardLinks,
                new TargetLimits(),
                true,
                new TouchedDirectories(),
                leftOut,
                known,
                new WriteCount(),
                Makers.OF_THIS_HOST);
    }

    /** The same trees, and what was learnt about them, by other calls. */
    public static Trees by(Posix posix, Trees trees) {
        return new Trees(
                trees.roots(),
                posix,
                trees.hardLinks(),
                trees.limits(),
                trees.extendedAttributes(),
                trees.touched(),
                trees.leftOut(),
                trees.known(),
                trees.writes(),
                trees.makers());
    }
}
