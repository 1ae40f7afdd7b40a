package dev.caravan.parse;

import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import java.time.Instant;

/**
 * The debug log of the ccdbfs client, of which only lookups matter:
 *
 * <pre>
 * DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, parentDirInode:0xa0000001198bee40, dentryName:x
 * </pre>
 *
 * <p>The time is local, without a year. The name runs to the end of the line and may hold any bytes; the client escapes
 * nothing. A newline in a name breaks the line, and the pieces are joined again where they are in one batch. A line
 * that was torn (the disk was full, the client ended) runs into the next one. Then each way to read the two gives a
 * hint, since a needless hint does no harm; and so does the directory as a whole, since perhaps only a piece of the
 * name was written. Single-threaded.
 */
final class CcdbfsDialect implements Dialect {
    private static final byte[] LOOKUP = Bytes.of("]Lookup,");
    private static final byte[] PARENT = Bytes.of(" parentDirInode:0x");
    private static final byte[] NAME = Bytes.of(", dentryName:");
    private static final int MAX_HEX_DIGITS = 16;
    private static final long MICROS = 1_000_000;

    /** FUSE_NAME_MAX, which is more than any other file system has. */
    private static final int LONGEST_NAME = 1024;

    private final LogTime time;
    private final LineStart lineStart = new CcdbfsLineStart();
    private final OddNames odd = new OddNames();
    /** The directory's inode, as last read by {@link #readParent}. */
    private long parentInode;

    CcdbfsDialect(LogTime time) {
        this.time = time;
    }

    @Override
    public void begin(Instant now) {
        time.begin(now);
    }

    @Override
    public LineStart lineStart() {
        return lineStart;
    }

    @Override
    public boolean endsWithName() {
        return true;
    }

    @Override
    public boolean continues(LineBatch batch, int line) {
        return !lineStart.isAt(batch.bytes(), batch.start(line), batch.end(line));
    }

    @Override
    public Outcome read(byte[] bytes, int start, int end, Sightings sightings) {
        int next = lineStart.within(bytes, start, end);
        if (next < 0) {
            return readLookups(bytes, start, end, sightings);
        }
        boolean isUnclear = false;
        boolean isHint = false;
        int begin = start;
        while (next >= 0) {
            Outcome torn = readTorn(bytes, begin, next, end, sightings);
            isUnclear |= torn == Outcome.MALFORMED;
            isHint |= torn == Outcome.HINT;
            begin = next;
            next = lineStart.within(bytes, begin, end);
        }
        Outcome last = readLookups(bytes, begin, end, sightings);
        if (isUnclear || last == Outcome.MALFORMED) {
            return Outcome.MALFORMED;
        }
        return isHint ? Outcome.HINT : last;
    }

    /**
     * Reads the line from {@code start}, which either was torn where another line begins at {@code next}, or has a name
     * that reaches to {@code end}.
     */
    private Outcome readTorn(byte[] bytes, int start, int next, int end, Sightings sightings) {
        int lookup = Bytes.lastIndexOf(bytes, start, next, LOOKUP);
        int name = lookup < 0 ? -1 : readParent(bytes, lookup, next);
        long second = name < 0 ? LogTime.NONE : second(bytes, start, lookup);
        if (second == LogTime.NONE) {
            return odd.add(0, bytes, next, end) ? Outcome.MALFORMED : Outcome.NOTHING;
        }
        long inode = parentInode;
        addName(inode, bytes, name, end, second, sightings);
        addName(inode, bytes, name, next, second, sightings);
        if (odd.add(inode, bytes, name, end)) {
            sightings.unnamed(inode, second * MICROS);
        }
        return Outcome.HINT;
    }

    /** Reads one lookup, or several where the begins of all but the first are missing. */
    private Outcome readLookups(byte[] bytes, int start, int end, Sightings sightings) {
        int lookup = Bytes.indexOf(bytes, start, end, LOOKUP);
        if (lookup < 0) {
            return Outcome.NOTHING;
        }
        long second = second(bytes, start, lookup);
        Outcome outcome = Outcome.HINT;
        while (lookup >= 0) {
            int name = readParent(bytes, lookup, end);
            int next = Bytes.indexOf(bytes, Math.max(name, lookup + LOOKUP.length), end, LOOKUP);
            if (second == LogTime.NONE || name < 0 || !Sightings.isName(bytes, name, end)) {
                outcome = Outcome.MALFORMED;
            } else {
                sightings.child(parentInode, name, end, second * MICROS);
                if (next >= 0 && odd.add(parentInode, bytes, name, end)) {
                    sightings.unnamed(parentInode, second * MICROS);
                }
            }
            lookup = next;
        }
        return outcome;
    }

    private static void addName(long inode, byte[] bytes, int start, int end, long second, Sightings sightings) {
        if (end - start <= LONGEST_NAME && Sightings.isName(bytes, start, end)) {
            sightings.child(inode, start, end, second * MICROS);
        }
    }

    /** Reads the directory's inode. Returns the index where the name begins, or -1 where this is no lookup. */
    private int readParent(byte[] bytes, int lookup, int end) {
        int at = lookup + LOOKUP.length;
        if (!Bytes.startsWith(bytes, at, end, PARENT)) {
            return -1;
        }
        at += PARENT.length;
        int hexStart = at;
        long inode = 0;
        int digit;
        while (at < end && (digit = hexDigit(bytes[at])) >= 0) {
            inode = inode << 4 | digit;
            at++;
        }
        int digits = at - hexStart;
        if (digits == 0 || digits > MAX_HEX_DIGITS || !Bytes.startsWith(bytes, at, end, NAME)) {
            return -1;
        }
        parentInode = inode;
        return at + NAME.length;
    }

    /** The line's time in seconds since the epoch. It follows the level, which is one word. */
    private long second(byte[] bytes, int start, int end) {
        int space = Bytes.indexOf(bytes, start, end, ' ');
        return space < 0 ? LogTime.NONE : time.second(bytes, space + 1, end, '-');
    }

    private static int hexDigit(byte digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        int letter = digit | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
