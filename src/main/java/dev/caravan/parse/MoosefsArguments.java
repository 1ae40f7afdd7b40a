package dev.caravan.parse;

import dev.caravan.parse.Dialect.Outcome;

/**
 * Reads the entries that the arguments of an operation in a MooseFS {@code .oplog} name. Stateless; any thread.
 *
 * <p>Names are not quoted: a name may hold commas, brackets, even the text of a result. The text after the arguments
 * never holds {@code ": "}, so the last {@code ": "} of the line comes before the result. Numbers and flags around a
 * name never hold a comma. Where a line has two names ({@code rename}) or a name and a text ({@code symlink}), the
 * commas may be read in several ways: each way gives a hint, since a needless hint does no harm.
 */
final class MoosefsArguments {
    private static final byte[] BEFORE_RESULT = Bytes.of(": ");
    private static final byte[] OK = Bytes.of("OK");
    private static final byte[] NO_ENTRY = Bytes.of("ENOENT");
    private static final byte[] UNFINISHED = Bytes.of(" ...");
    private static final byte[] TRUNCATING = Bytes.of("O_TRUNC");
    private static final byte[] INTERNAL = Bytes.of(" (internal node: ");
    private static final byte[] OPEN_DIRECTORY_CACHE = Bytes.of(" (using open dir cache)");
    private static final byte[] NEGATIVE_CACHE = Bytes.of(" (using negative entry cache)");

    /** MIN_SPECIAL_INODE to MASTERINFO_INODE of mfs_fuse.c: entries of the mount itself, such as {@code .stats}. */
    private static final long FIRST_SPECIAL_INODE = 0x7FFF_FFF0L;

    private static final long LAST_SPECIAL_INODE = 0x7FFF_FFFFL;

    /**
     * Form of an inode in a question to the inode tool, which first looks it up as a name: see FilePathsTool
     * in the resolve package.
     */
    private static final int QUESTION_DIGITS = 40;

    private static final int QUESTION_ZEROS = 20;

    private static final long NO_PARENT = -1;

    /** Reads the rest of a line, from the first argument. */
    Outcome read(MoosefsOperation operation, byte[] bytes, int start, int end, long seen, Sightings sightings) {
        int colon = Bytes.lastIndexOf(bytes, start, end, BEFORE_RESULT);
        int result = colon + BEFORE_RESULT.length;
        if (colon < 0 || !isResult(bytes, result, end)) {
            // A mount in debug mode logs the begin of an operation in a line of its own.
            return Bytes.endsWith(bytes, start, end, UNFINISHED) ? Outcome.NOTHING : Outcome.MALFORMED;
        }
        boolean failed = !Bytes.startsWith(bytes, result, end, OK);
        if (failed && !(operation == MoosefsOperation.LOOKUP && Bytes.startsWith(bytes, result, end, NO_ENTRY))) {
            return Outcome.NOTHING;
        }
        return switch (operation) {
            case LOOKUP -> lookup(bytes, start, colon, failed, seen, sightings);
            case CREATE, MKDIR, MKNOD, UNLINK, RMDIR ->
                child(
                        bytes,
                        start,
                        beforeArguments(bytes, start, colon, operation.argumentsAfterName()),
                        seen,
                        sightings);
            case SYMLINK -> cuts(bytes, start, NO_PARENT, closing(bytes, start, colon), seen, sightings);
            case LINK -> link(bytes, start, closing(bytes, start, colon), seen, sightings);
            case RENAME -> rename(bytes, start, beforeArguments(bytes, start, colon, 1), seen, sightings);
            case OPEN ->
                Bytes.indexOf(bytes, start, colon, TRUNCATING) < 0
                        ? Outcome.NOTHING
                        : inode(bytes, start, colon, seen, sightings);
            case SETATTR, WRITE, TRUNCATE, SETXATTR, REMOVEXATTR -> inode(bytes, start, colon, seen, sightings);
        };
    }

    /** {@code OK}, or the name of an error. */
    private static boolean isResult(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && ((bytes[at] >= 'A' && bytes[at] <= 'Z') || (bytes[at] >= '0' && bytes[at] <= '9'))) {
            at++;
        }
        boolean known =
                Bytes.startsWith(bytes, start, at, OK) ? at == start + OK.length : at > start && bytes[start] == 'E';
        return known && (at == end || bytes[at] == ' ');
    }

    private static Outcome lookup(byte[] bytes, int start, int colon, boolean failed, long seen, Sightings sightings) {
        if (Bytes.indexOf(bytes, start, colon, INTERNAL) >= 0 && isInternal(bytes, start, colon)) {
            return Outcome.NOTHING;
        }
        int end = without(bytes, start, without(bytes, start, colon, OPEN_DIRECTORY_CACHE), NEGATIVE_CACHE);
        int close = closing(bytes, start, end);
        int comma = Bytes.skipDigits(bytes, start, Math.max(start, close));
        if (failed && isQuestion(bytes, comma + 1, close)) {
            return Outcome.OWN;
        }
        return child(bytes, start, close, seen, sightings);
    }

    /** True where the arguments are followed by the note on a node that exists only in the mount. */
    private static boolean isInternal(byte[] bytes, int start, int colon) {
        int note = Bytes.lastIndexOf(bytes, start, colon, INTERNAL);
        int at = note + INTERNAL.length;
        while (at < colon && bytes[at] >= 'A' && bytes[at] <= 'Z') {
            at++;
        }
        return at == colon - 1 && bytes[at] == ')' && note > start && bytes[note - 1] == ')';
    }

    private static boolean isQuestion(byte[] bytes, int start, int end) {
        if (end - start != QUESTION_DIGITS || Bytes.skipDigits(bytes, start, end) != end) {
            return false;
        }
        for (int i = start; i < start + QUESTION_ZEROS; i++) {
            if (bytes[i] != '0') {
                return false;
            }
        }
        return true;
    }

    private static int without(byte[] bytes, int start, int end, byte[] note) {
        return Bytes.endsWith(bytes, start, end, note) ? end - note.length : end;
    }

    /** Index of the bracket that closes the arguments; -1 where the last byte is none. */
    private static int closing(byte[] bytes, int start, int end) {
        return end > start && bytes[end - 1] == ')' ? end - 1 : -1;
    }

    /** Index of the comma that begins the last {@code count} arguments, or -1. */
    private static int beforeArguments(byte[] bytes, int start, int colon, int count) {
        int end = closing(bytes, start, colon);
        for (int i = 0; i < count && end >= 0; i++) {
            end = Bytes.lastIndexOf(bytes, start, end, ',');
        }
        return end;
    }

    /** Reads {@code parent,name} up to {@code end}. */
    private static Outcome child(byte[] bytes, int start, int end, long seen, Sightings sightings) {
        int comma = end < 0 ? start : Bytes.skipDigits(bytes, start, end);
        long parent = Bytes.number(bytes, start, comma);
        if (parent < 0 || comma >= end || bytes[comma] != ',' || !Sightings.isName(bytes, comma + 1, end)) {
            return Outcome.MALFORMED;
        }
        sightings.child(parent, comma + 1, end, seen);
        return Outcome.HINT;
    }

    private static Outcome inode(byte[] bytes, int start, int end, long seen, Sightings sightings) {
        long inode = Bytes.number(bytes, start, Bytes.skipDigits(bytes, start, end));
        if (inode < 0) {
            return Outcome.MALFORMED;
        }
        if (inode >= FIRST_SPECIAL_INODE && inode <= LAST_SPECIAL_INODE) {
            return Outcome.NOTHING;
        }
        sightings.inode(inode, seen);
        return Outcome.HINT;
    }

    /** Adds the file by its inode, since the link count changed under each of its names, and its new name. */
    private static Outcome link(byte[] bytes, int start, int end, long seen, Sightings sightings) {
        int comma = end < 0 ? start : Bytes.skipDigits(bytes, start, end);
        if (comma >= end || bytes[comma] != ',') {
            return Outcome.MALFORMED;
        }
        Outcome name = child(bytes, comma + 1, end, seen, sightings);
        return name == Outcome.HINT ? inode(bytes, start, comma, seen, sightings) : name;
    }

    private static Outcome rename(byte[] bytes, int start, int end, long seen, Sightings sightings) {
        int comma = end < 0 ? start : Bytes.skipDigits(bytes, start, end);
        long parent = Bytes.number(bytes, start, comma);
        if (parent < 0 || comma >= end || bytes[comma] != ',') {
            return Outcome.MALFORMED;
        }
        return cuts(bytes, comma + 1, parent, end, seen, sightings);
    }

    /**
     * Reads {@code text,parent,name} in every way that its commas allow; the text is a name too where it has a parent.
     */
    private static Outcome cuts(byte[] bytes, int start, long textParent, int end, long seen, Sightings sightings) {
        Outcome outcome = Outcome.MALFORMED;
        for (int i = start; i < end; i++) {
            if (bytes[i] != ',' || (textParent != NO_PARENT && !Sightings.isName(bytes, start, i))) {
                continue;
            }
            if (child(bytes, i + 1, end, seen, sightings) == Outcome.HINT) {
                outcome = Outcome.HINT;
                if (textParent != NO_PARENT) {
                    sightings.child(textParent, start, i, seen);
                }
            }
        }
        return outcome;
    }
}
