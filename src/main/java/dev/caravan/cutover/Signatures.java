package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * SHA-256 sums of the configuration, which show later with which settings and routes a cut-over was made. Thread-safe.
 */
public final class Signatures {
    /** Keys whose values are left out of the sum, so that nobody can test guessed passwords against it. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passwd|passphrase|secret|token|credential|api-?key|private-?key).*");

    private Signatures() {}

    /**
     * The sum of the settings in force, one {@code key=value} per line in the order of the keys; of a secret the value
     * is left empty.
     */
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
     * The sum of several files: that of the output of {@code sha256sum} over them, in the order of their names.
     *
     * @param files the contents by name
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
