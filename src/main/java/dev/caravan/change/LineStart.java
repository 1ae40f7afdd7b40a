package dev.caravan.change;

/**
 * How each line of a feed begins, for whoever cuts the feed into lines and does not know its dialect: a name may hold a newline, and
 * then what follows is no line of its own; and a writer that was stopped within a line leaves a piece that runs into the next one.
 * Any thread.
 */
public interface LineStart {
    /** Of a feed of which nothing is known: whatever comes after a newline is a line. */
    LineStart ANY = new LineStart() {
        @Override
        public boolean isAt(byte[] bytes, int from, int to) {
            return true;
        }

        @Override
        public int within(byte[] bytes, int from, int to) {
            return -1;
        }
    };

    /** True where {@code bytes[from .. to)} begins as a line does. */
    boolean isAt(byte[] bytes, int from, int to);

    /** Index, after {@code from}, where another line begins within the stretch; -1 where none does. */
    int within(byte[] bytes, int from, int to);
}
