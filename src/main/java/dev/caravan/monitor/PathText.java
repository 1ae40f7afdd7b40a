package dev.caravan.monitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.entry.RelativePath;
import java.io.ByteArrayOutputStream;

/**
 * Writes and reads a path as plain text for JMX: {@code %XX} is a byte in hexadecimal, and every other character
 * stands for itself in UTF-8, since a person may type anything into a console: {@code a/b%20c.txt} is
 * {@code a/b c.txt}. Thread-safe.
 */
public final class PathText {
    private static final int HEX = 16;

    private PathText() {}

    /** The path in printable ASCII, whatever its bytes are; {@code .} for the root. */
    public static String encoded(RelativePath path) {
        StringBuilder text = new StringBuilder();
        for (char c : path.key().toCharArray()) {
            if (c > ' ' && c < 127 && c != '%') {
                text.append(c);
            } else {
                text.append(String.format("%%%02X", (int) c));
            }
        }
        return text.toString();
    }

    /**
     * The path that the text stands for: {@code .} or an empty text is the root, and a slash at the end is ignored.
     *
     * @throws IllegalArgumentException if the text is no path or is an absolute one
     */
    public static RelativePath decoded(String text) {
        String latin1 = bytes(text);
        if (latin1.startsWith("/")) {
            throw new IllegalArgumentException("path " + text + ": is absolute, expected one relative to the source");
        }
        String relative = latin1.endsWith("/") ? latin1.substring(0, latin1.length() - 1) : latin1;
        return relative.equals(".") ? RelativePath.ROOT : new RelativePath(relative);
    }

    private static String bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (c == '%') {
                bytes.write(hex(text, at));
                at += 3;
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(UTF_8));
                at += Character.charCount(c);
            }
        }
        return bytes.toString(ISO_8859_1);
    }

    private static int hex(String text, int percent) {
        int high = percent + 1 < text.length() ? Character.digit(text.charAt(percent + 1), HEX) : -1;
        int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), HEX) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("path " + text
                    + ": a percent sign stands before two hexadecimal digits; one of its own is written as %25");
        }
        return HEX * high + low;
    }
}
