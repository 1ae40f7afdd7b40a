package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.zip.CRC32C;

/**
 * The name under which an entry is made before it takes its place: {@code .caravan.NAME-hash.tmp}.
 *
 * <p>Always the same for one path, so that the next try finds what a crash left; one path is in one thread's hands. The name is
 * cut so that the whole fits in 255 bytes, and the hash of the whole name keeps cut names apart.
 */
public final class TemporaryName {
    private static final String PREFIX = ".caravan.";
    private static final String SUFFIX = ".tmp";
    private static final int HASH_LENGTH = 9;
    private static final int MAX_NAME = 255 - PREFIX.length() - HASH_LENGTH - SUFFIX.length();

    private TemporaryName() {}

    /** The temporary name in the same directory. */
    public static RelativePath beside(RelativePath path) {
        String name = path.name();
        CRC32C hash = new CRC32C();
        hash.update(name.getBytes(ISO_8859_1));
        String kept = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        return path.parent().child(PREFIX + kept + String.format("-%08x", hash.getValue()) + SUFFIX);
    }

    /** True where the name is of the form that this class gives. */
    public static boolean is(String name) {
        return name.startsWith(PREFIX)
                && name.endsWith(SUFFIX)
                && name.length() >= PREFIX.length() + HASH_LENGTH + SUFFIX.length();
    }
}
