package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.util.Set;

/**
 * Makes new entries other than copies of regular files, with all their attributes. Any thread; one thread per path.
 */
final class NewEntries {
    private static final Set<Errno> NO_NAME =
            Set.of(Errno.EMLINK, Errno.EXDEV, Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS);

    private final Posix posix;
    private final Attributes attributes;

    NewEntries(Posix posix, Attributes attributes) {
        this.posix = posix;
        this.attributes = attributes;
    }

    /** Makes a directory, a symbolic link or a special file, under its temporary name. */
    void make(Entry source, Place place) throws IOException {
        switch (source.type()) {
            case DIRECTORY -> posix.makeDirectory(place.temporary());
            case LINK -> posix.copySymbolicLink(place.source(), place.temporary());
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> posix.makeNode(place.temporary(), source);
            case FILE, SOCKET, OTHER ->
                throw new IOException(place.path + ": is a " + source.type() + ", which is not copied");
        }
        attributes.give(place, source, place.temporary());
    }

    /**
     * Makes a directory under its own name, where the target has no such entry. Nothing is in it yet, and at no moment
     * does it give anybody more rights than in the end.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is an entry by now
     */
    void makeDirectory(Entry source, Place place) throws IOException {
        posix.makeDirectory(place.target(), attributes.initialMode(place, source));
        attributes.giveNew(place, source, place.target());
    }

    /** The target refuses this hard link. */
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
     * Makes a hard link to the target's file at {@code twin}, under its temporary name.
     *
     * @throws NoNameException if the file can have no further link, or not this one
     */
    void makeTwin(Entry source, Place twin, Place place) throws IOException {
        try {
            posix.link(twin.target(), place.temporary());
        } catch (IOException e) {
            throw Errno.of(e).filter(NO_NAME::contains).isPresent() ? new NoNameException(e) : e;
        }
        attributes.give(place, source, place.temporary());
    }
}
