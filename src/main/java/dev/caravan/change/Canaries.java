package dev.caravan.change;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes canaries: names that do not exist and that nobody else knows. Caravan looks one up before a read of its own and
 * one after it, so that the source client's log shows the read between them as in a bracket.
 *
 * <p>A log is in the order of events. So whatever it says about the path between the two canaries was caused by the
 * read (or came at the same moment), and whatever it says outside of them was not, however close in time. Thread-safe.
 */
public final class Canaries {
    /** The begin of all canaries' names; they are looked up in the root. */
    public static final String PREFIX = ".caravan-look-";

    private static final char OPENING = 'a';
    private static final char CLOSING = 'b';
    private static final char BEAT = 'h';
    private static final int MAX_OUT = 200_000;

    /** Differs in each process, so that an earlier process's names are not taken for ours. */
    private final String process =
            Long.toHexString(System.nanoTime() ^ ProcessHandle.current().pid() << 40);

    private final AtomicLong count = new AtomicLong();
    private final Cache<String, Read> out =
            Caffeine.newBuilder().maximumSize(MAX_OUT).build();

    /** The path that is read, and the type that was found; empty as long as nothing was. */
    private record Read(RelativePath path, Optional<Entry.Type> found) {}

    /**
     * The two canaries of one read.
     *
     * @param opening looked up before the read
     * @param closing looked up after the read
     */
    public record Bracket(RelativePath opening, RelativePath closing) {}

    /**
     * A canary that came out of the log.
     *
     * @param read the path that was read
     * @param opening the opening canary, which identifies the bracket
     * @param opens true where this is the opening canary
     * @param found the type that the read found; empty where it found nothing, or is not over
     */
    public record Sighting(RelativePath read, RelativePath opening, boolean opens, Optional<Entry.Type> found) {}

    /** Returns new canaries for a read of this path. */
    public Bracket bracket(RelativePath path) {
        String id = process + "-" + Long.toHexString(count.incrementAndGet());
        out.put(id, new Read(path, Optional.empty()));
        return new Bracket(new RelativePath(PREFIX + id + OPENING), new RelativePath(PREFIX + id + CLOSING));
    }

    /** Records the type that a read found: how often a read is logged depends on it. */
    public void found(Bracket bracket, Entry.Type type) {
        out.asMap().computeIfPresent(idOf(bracket.opening()), (id, read) -> new Read(read.path(), Optional.of(type)));
    }

    /** Returns a new canary that brackets nothing: a heartbeat. */
    public RelativePath beat() {
        return new RelativePath(PREFIX + process + "-" + Long.toHexString(count.incrementAndGet()) + BEAT);
    }

    /** True for every canary, an earlier process's too; it is no entry of the source. */
    public static boolean is(RelativePath path) {
        return isName(path.latin1());
    }

    /** As {@link #is}, for a name in a log of which it is not known yet whether it is in the root. */
    public static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    /** True where this canary brackets nothing, but is a heartbeat. */
    public static boolean isBeat(RelativePath path) {
        String name = path.latin1();
        return isName(name) && name.charAt(name.length() - 1) == BEAT;
    }

    /** True where this is an opening canary, not a closing one. */
    public static boolean opens(String name) {
        return name.charAt(name.length() - 1) == OPENING;
    }

    /** The part that the opening and the closing canary of one read have in common, and share with no other. */
    public static String bracketOf(String name) {
        return name.substring(0, name.length() - 1);
    }

    /** Returns what this canary stands for; empty where this process did not make it, or has forgotten it. */
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
