package dev.caravan.resolve;

import java.util.List;

/** An inode tool's answer about one inode. */
sealed interface Answer {
    /**
     * The inode exists.
     *
     * @param paths its paths in the server's terms, one char for each byte; several for a file with hard links. A
     *     directory's one path may be cut into several at the newlines in it
     */
    record At(List<String> paths) implements Answer {}

    /** The inode does not exist, or has no path any more. */
    record Gone() implements Answer {}

    /**
     * The tool's answer is neither; asked again, it may be.
     *
     * @param why the reason, in printable text for a person
     */
    record Unclear(String why) implements Answer {}
}
