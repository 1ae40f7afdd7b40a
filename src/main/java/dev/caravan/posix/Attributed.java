package dev.caravan.posix;

import java.io.IOException;
import java.util.SortedMap;

/** What has extended attributes, ACLs among them; values are bytes, one to a char. */
public interface Attributed {
    /** Those that this process may read; an empty map where the file system has none. */
    SortedMap<String, String> attributes() throws IOException;

    void setAttribute(String name, String value) throws IOException;

    /** Nothing happens where there is none. */
    void removeAttribute(String name) throws IOException;
}
