package dev.caravan.entry;

import java.nio.file.Path;

/**
 * Makes names and lines printable for messages, so that no control character or raw byte reaches a terminal or a log.
 * Stateless; any thread.
 */
public final class Escape {
    private Escape() {}

    /**
     * Escapes a text with one char for each byte: a byte that is no printable ASCII becomes {@code \xNN},
     * a backslash {@code \\}.
     */
    public static String latin1(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (!isPlain(latin1.charAt(i))) {
                return escaped(latin1);
            }
        }
        return latin1;
    }

    /** Escapes a path of this machine. */
    public static String path(Path path) {
        return latin1(FileNames.toLatin1(path));
    }

    private static String escaped(String latin1) {
        StringBuilder text = new StringBuilder(latin1.length() + 16);
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            if (isPlain(c)) {
                text.append(c);
            } else if (c == '\\') {
                text.append("\\\\");
            } else {
                text.append(String.format("\\x%02x", c & 0xff));
            }
        }
        return text.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 127 && c != '\\';
    }
}
