package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.posix.Posix;
import java.io.IOException;

/** Makes the entries that are no regular files, finished, under their temporary names. Any thread. */
final class NewEntries {
    private final Posix posix;
    private final Attributes attributes;

    NewEntries(Posix posix, Attributes attributes) {
        this.posix = posix;
        this.attributes = attributes;
    }

    boolean makeLink(Entry source, Place place) throws IOException {
        posix.copySymbolicLink(place.source(), place.temporary());
        attributes.give(place.path, source, place.temporary());
        return true;
    }

    boolean makeDirectory(Entry source, Place place) throws IOException {
        posix.makeDirectory(place.temporary());
        attributes.give(place.path, source, place.temporary());
        return true;
    }

    boolean makeNode(Entry source, Place place) throws IOException {
        posix.makeNode(place.temporary(), source);
        attributes.give(place.path, source, place.temporary());
        return true;
    }

    /** Another name of a file that stands on the target. */
    boolean makeTwin(Entry source, Place twin, Place place) throws IOException {
        posix.link(twin.target(), place.temporary());
        attributes.give(place.path, source, place.temporary());
        return true;
    }
}
