package dev.caravan.change;

/**
 * Tells where lines of a feed begin, for a component that splits the feed and does not know its dialect. A
 * newline in a name breaks a line in two, and a writer that was stopped within a line leaves a piece that runs
 * into the next one. Thread-safe.
 */
public interface LineStart {
    /** For a feed of which nothing is known: a line begins after every newline. */
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

    /** Index, after {@code from}, at which another line begins within the stretch; -1 where none does. */
    int within(byte[] bytes, int from, int to);
}
