package dev.caravan.resolve;

import java.util.List;

/** What a tool said of an inode. */
sealed interface Answer {
    /**
     * It is there.
     *
     * @param paths in the server's terms, bytes one to a char; several for hard links; one of a directory may be cut into several
     *     at the newlines in it
     */
    record At(List<String> paths) implements Answer {}

    /** There is no such inode, or it has no path any more. */
    record Gone() implements Answer {}

    /**
     * The tool did not say either; asked again it may.
     *
     * @param why for a person, printable
     */
    record Unclear(String why) implements Answer {}
}
