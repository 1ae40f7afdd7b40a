package dev.caravan.posix;

import java.io.IOException;
import java.util.SortedMap;

/** Something that has extended attributes, ACLs included; a value has one char for each byte. */
public interface Attributed {
    /** The attributes that this process may read; an empty map where the file system has none. */
    SortedMap<String, String> attributes() throws IOException;

    void setAttribute(String name, String value) throws IOException;

    /** Removes an attribute; nothing happens where there is none. */
    void removeAttribute(String name) throws IOException;
}
