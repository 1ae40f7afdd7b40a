package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** SHA-256 sums by which somebody can tell later with which configuration it was cut over. */
public final class Signatures {
    /** Whose values stay out, so that nobody can try passwords against a sum. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passwd|passphrase|secret|token|credential|api-?key|private-?key).*");

    private Signatures() {}

    /** Of the settings as they hold, each as {@code key=value} on a line, in the order of the keys; secrets as their key alone. */
    public static String ofSettings(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(settings)
                .forEach((key, value) -> text.append(key)
                        .append('=')
                        .append(SECRET.matcher(key).matches() ? "" : value)
                        .append('\n'));
        return sum(text.toString().getBytes(UTF_8));
    }

    /**
     * Of files, by the sums of each: like {@code sha256sum} over them, in the order of their names, and that of its output.
     *
     * @param files contents by name
     */
    public static String ofFiles(SortedMap<String, byte[]> files) {
        StringBuilder text = new StringBuilder();
        files.forEach((name, content) ->
                text.append(sum(content)).append("  ").append(name).append('\n'));
        return sum(text.toString().getBytes(UTF_8));
    }

    private static String sum(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
