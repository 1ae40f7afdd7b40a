package dev.caravan.change;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brackets around our own reads that can be seen in the source client's log: before a read and after it, Caravan looks up a name
 * that does not exist and that nobody else knows.
 *
 * <p>A log is written in the order of what happened, so whatever it says about the path between the two names was caused by the
 * read, and whatever it says outside of them was not, however close in time. Any thread.
 */
public final class Canaries {
    /** What all of them begin with; they are looked up in the root. */
    public static final String PREFIX = ".caravan-look-";

    private static final char OPENING = 'a';
    private static final char CLOSING = 'b';
    private static final char BEAT = 'h';
    private static final int MAX_OUT = 200_000;

    /** Begins anew with each process, so that the names of an earlier one are not taken for ours. */
    private final String process =
            Long.toHexString(System.nanoTime() ^ ProcessHandle.current().pid() << 40);

    private final AtomicLong count = new AtomicLong();
    private final Cache<String, Read> out =
            Caffeine.newBuilder().maximumSize(MAX_OUT).build();

    /** What is read, and what was found there; empty as long as nothing was. */
    private record Read(RelativePath path, Optional<Entry.Type> found) {}

    /**
     * The two names of one read.
     *
     * @param opening looked up before it
     * @param closing looked up after it
     */
    public record Bracket(RelativePath opening, RelativePath closing) {}

    /**
     * A canary that came out of the log.
     *
     * @param read the path that was read
     * @param opening the bracket's opening name, by which the bracket is known
     * @param opens true where the canary is that name
     * @param found what stood there; empty where nothing did, or the read is not over
     */
    public record Sighting(RelativePath read, RelativePath opening, boolean opens, Optional<Entry.Type> found) {}

    /** Names for a read of this path, never given before. */
    public Bracket bracket(RelativePath path) {
        String id = process + "-" + Long.toHexString(count.incrementAndGet());
        out.put(id, new Read(path, Optional.empty()));
        return new Bracket(new RelativePath(PREFIX + id + OPENING), new RelativePath(PREFIX + id + CLOSING));
    }

    /** What the read has found, to be told with the closing name: how often a read is logged depends on it. */
    public void found(Bracket bracket, Entry.Type type) {
        out.asMap().computeIfPresent(idOf(bracket.opening()), (id, read) -> new Read(read.path(), Optional.of(type)));
    }

    /** A name of its own, never given before, that brackets nothing: a sign of life. */
    public RelativePath beat() {
        return new RelativePath(PREFIX + process + "-" + Long.toHexString(count.incrementAndGet()) + BEAT);
    }

    /** True for every name of this form, an earlier process's too: it is no entry of the source. */
    public static boolean is(RelativePath path) {
        return isName(path.latin1());
    }

    /** The same of a name in a log, of which it is not known yet whether it stands in the root. */
    public static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    /** True where the canary of this name stands before a read, not after it. */
    public static boolean opens(String name) {
        return name.charAt(name.length() - 1) == OPENING;
    }

    /** What the names before and after one read have in common, and no others. */
    public static String bracketOf(String name) {
        return name.substring(0, name.length() - 1);
    }

    /** What this name says; empty where this process did not give it, or has forgotten it. */
    public Optional<Sighting> sighting(RelativePath canary) {
        String id = idOf(canary);
        Read read = out.getIfPresent(id);
        if (read == null) {
            return Optional.empty();
        }
        boolean opens = opens(canary.latin1());
        if (!opens) {
            out.invalidate(id);
        }
        return Optional.of(new Sighting(read.path(), new RelativePath(PREFIX + id + OPENING), opens, read.found()));
    }

    private static String idOf(RelativePath canary) {
        int end = canary.latin1().length() - 1;
        return canary.latin1().substring(PREFIX.length(), Math.max(PREFIX.length(), end));
    }
}
