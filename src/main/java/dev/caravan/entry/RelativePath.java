package dev.caravan.entry;

import java.nio.file.Path;

/**
 * A path below the root of the source, and so of the target, as bytes. Immutable; any thread.
 *
 * <p>A file name may hold any bytes but NUL and slash, and need not be text in any encoding. Each byte is one char
 * (ISO-8859-1), which the JVM stores in one byte. The root is the empty path. No component is empty, {@code .} or
 * {@code ..}, so a path cannot lead out of the root by its own text.
 */
public final class RelativePath implements Comparable<RelativePath> {
    /** The root itself. */
    public static final RelativePath ROOT = new RelativePath("");

    private final String latin1;

    /**
     * Creates a path from its checked text.
     *
     * @param latin1 the bytes, one to a char; components separated by single slashes; empty for the root
     * @throws IllegalArgumentException if a component is empty, {@code .} or {@code ..}, or a char is NUL or above 255
     */
    public RelativePath(String latin1) {
        this(latin1, fault(latin1));
    }

    /** Creates a path whose fault, or null, was found already. */
    private RelativePath(String latin1, String fault) {
        if (fault != null) {
            throw new IllegalArgumentException("path " + Escape.latin1(latin1) + ": " + fault);
        }
        this.latin1 = latin1;
    }

    /** The bytes, one to a char. */
    public String latin1() {
        return latin1;
    }

    /** The entry of this name in this directory; the name is one component, its bytes one to a char. */
    public RelativePath child(String name) {
        // The directory's own text was checked when it was made.
        return new RelativePath(isRoot() ? name : latin1 + "/" + name, faultOfName(name));
    }

    /** The entry that a directory listing named; only the last component of {@code listed} counts. */
    public RelativePath child(Path listed) {
        return child(FileNames.toLatin1(listed.getFileName()));
    }

    /** The directory that holds this entry; the root is its own parent. */
    public RelativePath parent() {
        int slash = latin1.lastIndexOf('/');
        return slash < 0 ? ROOT : new RelativePath(latin1.substring(0, slash), null);
    }

    /** The last component; empty for the root. */
    public String name() {
        return latin1.substring(latin1.lastIndexOf('/') + 1);
    }

    /** The number of components; 0 for the root. */
    public int depth() {
        int depth = isRoot() ? 0 : 1;
        for (int slash = latin1.indexOf('/'); slash >= 0; slash = latin1.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }

    public boolean isRoot() {
        return latin1.isEmpty();
    }

    /** True where this is {@code directory} itself or lies below it. */
    public boolean startsWith(RelativePath directory) {
        return directory.isRoot()
                || latin1.equals(directory.latin1)
                || (latin1.startsWith(directory.latin1) && latin1.charAt(directory.latin1.length()) == '/');
    }

    /** This path below a root, with the same bytes in any locale. No file system is asked. */
    public Path under(Path root) {
        return isRoot() ? root : root.resolve(FileNames.toPath(latin1));
    }

    /** An aggregator's correlation key, which must not be empty: {@code .} for the root. */
    public String key() {
        return isRoot() ? "." : latin1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RelativePath path && latin1.equals(path.latin1);
    }

    @Override
    public int hashCode() {
        return latin1.hashCode();
    }

    @Override
    public int compareTo(RelativePath other) {
        return latin1.compareTo(other.latin1);
    }

    /** Printable text for messages, with all but plain ASCII escaped; never for lookups. */
    @Override
    public String toString() {
        return isRoot() ? "." : Escape.latin1(latin1);
    }

    private static String fault(String latin1) {
        int start = 0;
        int length = latin1.length();
        if (length == 0) {
            return null;
        }
        for (int i = 0; i <= length; i++) {
            char c = i == length ? '/' : latin1.charAt(i);
            if (c == 0 || c > 255) {
                return "holds a char that is no file name's byte";
            }
            if (c == '/') {
                int size = i - start;
                if (size == 0 || isDots(latin1, start, size)) {
                    return "has an empty, '.' or '..' component";
                }
                start = i + 1;
            }
        }
        return null;
    }

    /** The fault of one component, or null. This is on the path of every log line's name. */
    private static String faultOfName(String name) {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '/') {
                return "is not one path component";
            }
            if (c == 0 || c > 255) {
                return "holds a char that is no file name's byte";
            }
        }
        return length == 0 || isDots(name, 0, length) ? "has an empty, '.' or '..' component" : null;
    }

    private static boolean isDots(String latin1, int start, int size) {
        return size <= 2 && latin1.charAt(start) == '.' && latin1.charAt(start + size - 1) == '.';
    }
}
