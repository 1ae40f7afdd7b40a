package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
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
        String kept = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        return path.parent().child(PREFIX + kept + hash(name) + SUFFIX);
    }

    /** True where this class gives the name to some entry; where that entry's own name was cut, no hash can prove it. */
    public static boolean is(String name) {
        int end = name.length() - SUFFIX.length() - HASH_LENGTH;
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX) || end <= PREFIX.length()) {
            return false;
        }
        String kept = name.substring(PREFIX.length(), end);
        String hash = name.substring(end, end + HASH_LENGTH);
        return kept.length() < MAX_NAME ? hash.equals(hash(kept)) : hash.matches("-[0-9a-f]{8}");
    }

    private static String hash(String name) {
        CRC32C hash = new CRC32C();
        hash.update(name.getBytes(ISO_8859_1));
        return "-" + HexFormat.of().toHexDigits((int) hash.getValue());
    }
}
