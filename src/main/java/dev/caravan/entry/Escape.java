package dev.caravan.entry;

import java.nio.file.Path;

/** Printable forms of names and lines for messages: a terminal or a log never sees a control character or a raw byte. */
public final class Escape {
    private Escape() {}

    /** Bytes, one to a char: what is not printable ASCII becomes {@code \xNN}, a backslash {@code \\}. */
    public static String latin1(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (!isPlain(latin1.charAt(i))) {
                return escaped(latin1);
            }
        }
        return latin1;
    }

    /** A path of this machine. */
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
