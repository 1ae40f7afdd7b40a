package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.util.Set;

/** Makes the entries that are no regular files, finished, under their temporary names. Any thread. */
final class NewEntries {
    private static final Set<Errno> NO_NAME =
            Set.of(Errno.EMLINK, Errno.EXDEV, Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS);

    private final Posix posix;
    private final Attributes attributes;

    NewEntries(Posix posix, Attributes attributes) {
        this.posix = posix;
        this.attributes = attributes;
    }

    boolean makeLink(Entry source, Place place) throws IOException {
        posix.copySymbolicLink(place.source(), place.temporary());
        attributes.give(place, source, place.temporary());
        return true;
    }

    boolean makeDirectory(Entry source, Place place) throws IOException {
        posix.makeDirectory(place.temporary());
        attributes.give(place, source, place.temporary());
        return true;
    }

    boolean makeNode(Entry source, Place place) throws IOException {
        posix.makeNode(place.temporary(), source);
        attributes.give(place, source, place.temporary());
        return true;
    }

    /** A file gets no other name. */
    static final class NoNameException extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException why;

        NoNameException(IOException why) {
            super(why.getMessage(), why);
            this.why = why;
        }

        IOException why() {
            return why;
        }
    }

    /**
     * Another name of a file that stands on the target.
     *
     * @throws NoNameException if that file gets no other name, or not this one
     */
    boolean makeTwin(Entry source, Place twin, Place place) throws IOException {
        try {
            posix.link(twin.target(), place.temporary());
        } catch (IOException e) {
            throw Errno.of(e).filter(NO_NAME::contains).isPresent() ? new NoNameException(e) : e;
        }
        attributes.give(place, source, place.temporary());
        return true;
    }
}
