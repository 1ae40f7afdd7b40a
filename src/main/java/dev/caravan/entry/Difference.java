package dev.caravan.entry;

/**
 * One thing in which a target's entry is not equal to its source's.
 *
 * @param what in the usual words: {@code type}, {@code size}, {@code mtime}, {@code mode}, {@code owner}, {@code group},
 *     {@code link}, {@code device}, {@code acl}, {@code default acl}, {@code xattr NAME}, {@code content}, {@code hard link}
 * @param source what the source has; bytes, one to a char, where it is text
 * @param target what the target has
 */
public record Difference(String what, String source, String target) {
    /** Where one side lacks an attribute. */
    public static final String NONE = "none";

    /** Printable, on one line. */
    @Override
    public String toString() {
        return Escape.latin1(what) + " " + Escape.latin1(source) + ", target " + Escape.latin1(target);
    }
}
