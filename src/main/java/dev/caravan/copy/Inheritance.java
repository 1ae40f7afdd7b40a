package dev.caravan.copy;

import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;

/**
 * Tells whether new entries in an open directory of the target may inherit attributes from it: a default ACL, or others
 * on some file systems. The directory is read once, not for each new file. Thread-safe.
 */
final class Inheritance {
    private final Posix posix;
    private final boolean extended;
    private final Folder directory;
    private volatile Boolean isNothing;

    /**
     * The inheritance of a directory of the target.
     *
     * @param extended whether extended attributes are copied at all
     */
    Inheritance(Posix posix, boolean extended, Folder directory) {
        this.posix = posix;
        this.extended = extended;
        this.directory = directory;
    }

    /**
     * True where a new file is known to inherit no attributes; false where extended attributes are not copied at all.
     */
    boolean isNothing() throws IOException {
        Boolean known = isNothing;
        if (known == null) {
            known = extended && posix.attributes(directory.self()).isEmpty();
            isNothing = known;
        }
        return known;
    }
}
