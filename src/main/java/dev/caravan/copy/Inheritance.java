package dev.caravan.copy;

import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;

/**
 * Whether an open directory of the target passes attributes on to what is made in it: a default ACL, or what else some file systems hand
 * down. It is asked once, so that each new file need not be. One thread.
 */
final class Inheritance {
    private final Posix posix;
    private final boolean extended;
    private final Folder directory;
    private Boolean isNothing;

    /**
     * Of a directory of the target.
     *
     * @param extended whether extended attributes are looked at at all
     */
    Inheritance(Posix posix, boolean extended, Folder directory) {
        this.posix = posix;
        this.extended = extended;
        this.directory = directory;
    }

    /** True where a new file is known to have no attributes but its owner and mode; false where attributes are not looked at at all. */
    boolean isNothing() throws IOException {
        if (isNothing == null) {
            isNothing = extended && posix.attributes(directory.self()).isEmpty();
        }
        return isNothing;
    }
}
