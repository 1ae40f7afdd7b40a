package dev.caravan.parse;

import java.time.Instant;

/**
 * The debug log of the ccdbfs client, of which only lookups matter:
 *
 * <pre>
 * DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, parentDirInode:0xa0000001198bee40, dentryName:x
 * </pre>
 *
 * <p>Local time without a year. The name runs to the end of the line and may be any bytes. The client does not escape a newline in
 * a name; what follows it does not look like a lookup and is lost until a walk comes by.
 */
final class CcdbfsDialect implements Dialect {
    private static final byte[] LOOKUP = Bytes.of("]Lookup,");
    private static final byte[] PARENT = Bytes.of(" parentDirInode:0x");
    private static final byte[] NAME = Bytes.of(", dentryName:");
    private static final int MAX_HEX_DIGITS = 16;

    private final LogTime time;

    CcdbfsDialect(LogTime time) {
        this.time = time;
    }

    @Override
    public void begin(Instant now) {
        time.begin(now);
    }

    @Override
    public Outcome read(byte[] bytes, int start, int end, Sightings sightings) {
        int lookup = Bytes.indexOf(bytes, start, end, LOOKUP);
        if (lookup < 0) {
            return Outcome.NOTHING;
        }
        int parent = lookup + LOOKUP.length;
        if (!Bytes.startsWith(bytes, parent, end, PARENT)) {
            return Outcome.MALFORMED;
        }
        int at = parent + PARENT.length;
        int hexStart = at;
        long inode = 0;
        int digit;
        while (at < end && (digit = hexDigit(bytes[at])) >= 0) {
            inode = inode << 4 | digit;
            at++;
        }
        int digits = at - hexStart;
        if (digits == 0 || digits > MAX_HEX_DIGITS || !Bytes.startsWith(bytes, at, end, NAME)) {
            return Outcome.MALFORMED;
        }
        int name = at + NAME.length;
        long second = second(bytes, start, lookup);
        if (second == LogTime.NONE || !Sightings.isName(bytes, name, end)) {
            return Outcome.MALFORMED;
        }
        sightings.child(inode, name, end, second * 1_000_000);
        return Outcome.HINT;
    }

    /** The time stands after the level, which is one word. */
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
