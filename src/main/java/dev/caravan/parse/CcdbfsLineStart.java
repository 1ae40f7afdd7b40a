package dev.caravan.parse;

import dev.caravan.change.ByteSearch;
import dev.caravan.change.LineStart;

/** A line begins with a level and a time: {@code DEBUG: 03-26 11:45:56:}. Stateless; any thread. */
final class CcdbfsLineStart implements LineStart {
    /** Index of the {@code -} in the text that {@link LogTime} reads. */
    private static final int DASH = 2;

    private static final byte[] MOST_LEVELS = Bytes.of("DEBUG: ");
    private static final int LONGEST_LEVEL = 24;

    /** Accepts any word as the level, so that no whole line is taken for the rest of another. */
    @Override
    public boolean isAt(byte[] bytes, int from, int to) {
        int space = Bytes.indexOf(bytes, from, Math.min(to, from + LONGEST_LEVEL), ' ');
        return space > from && isTime(bytes, space + 1, to);
    }

    @Override
    public int within(byte[] bytes, int from, int to) {
        for (int dash = ByteSearch.indexOf(bytes, afterOwnDash(bytes, from, to), to, (byte) '-');
                dash >= 0;
                dash = ByteSearch.indexOf(bytes, dash + 1, to, (byte) '-')) {
            int level = levelBefore(bytes, from, dash - DASH);
            int end = dash - DASH + LogTime.LENGTH;
            if (level > from && isTime(bytes, dash - DASH, to) && end < to && bytes[end] == ':') {
                return level;
            }
        }
        return -1;
    }

    /** Skips the dash of the line's own time where the line has the most frequent level. */
    private static int afterOwnDash(byte[] bytes, int from, int to) {
        int dash = from + MOST_LEVELS.length + DASH;
        return dash < to && bytes[dash] == '-' && Bytes.startsWith(bytes, from, to, MOST_LEVELS) ? dash + 1 : from;
    }

    /** Where the level before this time begins; -1 where there is none. */
    private static int levelBefore(byte[] bytes, int from, int time) {
        int end = time - 2;
        if (end <= from || bytes[end] != ':' || bytes[end + 1] != ' ') {
            return -1;
        }
        boolean isCapital = isCapital(bytes[end - 1]);
        int level = end;
        while (level > from && end - level < LONGEST_LEVEL && isOfLevel(bytes[level - 1], isCapital)) {
            level--;
        }
        return level == end ? -1 : level;
    }

    private static boolean isTime(byte[] bytes, int at, int to) {
        return to - at >= LogTime.LENGTH
                && bytes[at + DASH] == '-'
                && bytes[at + 5] == ' '
                && bytes[at + 8] == ':'
                && bytes[at + 11] == ':'
                && areDigits(bytes, at)
                && areDigits(bytes, at + 3)
                && areDigits(bytes, at + 6)
                && areDigits(bytes, at + 9)
                && areDigits(bytes, at + 12);
    }

    private static boolean areDigits(byte[] bytes, int at) {
        return Bytes.isDigit(bytes[at]) && Bytes.isDigit(bytes[at + 1]);
    }

    private static boolean isCapital(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    /** A level is all capitals or all small letters: other letters before it belong to the line that was torn. */
    private static boolean isOfLevel(byte letter, boolean isCapital) {
        return isCapital ? isCapital(letter) : letter >= 'a' && letter <= 'z';
    }
}
