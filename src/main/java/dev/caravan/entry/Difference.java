package dev.caravan.entry;

/**
 * One difference between a source's entry and the target's.
 *
 * @param what one of {@code type}, {@code size}, {@code mtime}, {@code mode}, {@code owner}, {@code group}, {@code
 *     link}, {@code device}, {@code acl}, {@code default acl}, {@code xattr NAME}, {@code content}, {@code hard link}
 * @param source the source's value; one char for each byte, where it is text
 * @param target the target's value
 */
public record Difference(String what, String source, String target) {
    /** The value of an attribute that one side lacks. */
    public static final String NONE = "none";

    /** One printable line. */
    @Override
    public String toString() {
        return Escape.latin1(what) + " " + Escape.latin1(source) + ", target " + Escape.latin1(target);
    }
}
