package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.change.ByteSearch;

/** Searches a stretch of bytes for ASCII text; {@code end} is always exclusive. Stateless; any thread. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String ascii) {
        return ascii.getBytes(US_ASCII);
    }

    /** True where the stretch is exactly this ASCII text. */
    static boolean are(byte[] bytes, int start, int end, String text) {
        if (end - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** True where {@code text} begins at {@code at} and does not reach beyond {@code end}. */
    static boolean startsWith(byte[] bytes, int at, int end, byte[] text) {
        if (at < 0 || end - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** True where the stretch ends with {@code text}. */
    static boolean endsWith(byte[] bytes, int start, int end, byte[] text) {
        return end - text.length >= start && startsWith(bytes, end - text.length, end, text);
    }

    /** Index of the first {@code text}, or -1. */
    static int indexOf(byte[] bytes, int start, int end, byte[] text) {
        byte first = text[0];
        int last = end - text.length + 1;
        for (int i = ByteSearch.indexOf(bytes, start, last, first);
                i >= 0;
                i = ByteSearch.indexOf(bytes, i + 1, last, first)) {
            if (startsWith(bytes, i, end, text)) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the last {@code text}, or -1. */
    static int lastIndexOf(byte[] bytes, int start, int end, byte[] text) {
        for (int i = end - text.length; i >= start; i--) {
            if (bytes[i] == text[0] && startsWith(bytes, i, end, text)) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the first {@code one}, or -1. */
    static int indexOf(byte[] bytes, int start, int end, char one) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == one) {
                return i;
            }
        }
        return -1;
    }

    /** Index of the last {@code one}, or -1. */
    static int lastIndexOf(byte[] bytes, int start, int end, char one) {
        for (int i = end - 1; i >= start; i--) {
            if (bytes[i] == one) {
                return i;
            }
        }
        return -1;
    }

    static boolean isDigit(byte digit) {
        return digit >= '0' && digit <= '9';
    }

    /** Index of the first byte that is no decimal digit, or {@code end}. */
    static int skipDigits(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    /** The number of these decimal digits; -1 where there is none or more than 18. */
    static long number(byte[] bytes, int start, int end) {
        int digits = end - start;
        if (digits < 1 || digits > 18 || skipDigits(bytes, start, end) != end) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            number = 10 * number + (bytes[i] - '0');
        }
        return number;
    }
}
