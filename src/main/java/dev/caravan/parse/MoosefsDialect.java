package dev.caravan.parse;

import dev.caravan.change.Canaries;
import dev.caravan.change.LineBatch;
import java.time.Instant;

/**
 * The {@code .oplog} of a MooseFS mount, as mfsclient/oplog.c and mfs_fuse.c of 3.0.117 write it:
 *
 * <pre>
 * 11.22 17:42:45.348760: uid:0 gid:0 pid:6011 cmd:rename (1,a,1,b,0): OK
 * </pre>
 *
 * <p>The time is local, without a year. {@code pid} is a thread's id, or 0 where the kernel writes pages back. Nothing
 * in a name is escaped: a newline breaks the line, and the pieces are joined again where they are in one batch. A line
 * is cut at 999 bytes, which can only hit a symbolic link with a long text. Lines are in the order of their times but
 * for moments; a larger step back shows that the 16 MiB ring was overwritten before it was read. Single-threaded.
 */
final class MoosefsDialect implements Dialect {
    private static final byte[] USER = Bytes.of(": uid:");
    private static final byte[] MESSAGE = Bytes.of(": msg:");
    private static final byte[] GROUP = Bytes.of(" gid:");
    private static final byte[] PROCESS = Bytes.of(" pid:");
    private static final byte[] COMMAND = Bytes.of(" cmd:");
    private static final byte[] OPEN = Bytes.of(" (");
    private static final byte[] CANARY = Bytes.of("," + Canaries.PREFIX);
    private static final int MICRO_DIGITS = 6;
    private static final int LINE_HEAD = LogTime.LENGTH + 1 + MICRO_DIGITS;

    /** A thread takes the time, then queues for the ring: lines are never this far out of order. */
    private static final long MAX_DISORDER_MICROS = 5_000_000;

    private final LogTime time;
    private final OwnThreads own;
    private final MoosefsArguments arguments = new MoosefsArguments();
    private final OddNames odd = new OddNames();
    private long latestMicros;

    MoosefsDialect(LogTime time, OwnThreads own) {
        this.time = time;
        this.own = own;
    }

    @Override
    public void begin(Instant now) {
        time.begin(now);
    }

    @Override
    public boolean excludesOwnReads() {
        return own.areKnown();
    }

    @Override
    public boolean tellsChanges() {
        return true;
    }

    /**
     * A line belongs to the one before unless it begins with a date, or is the mount's sign of being idle ({@code #}).
     */
    @Override
    public boolean continues(LineBatch batch, int line) {
        byte[] bytes = batch.bytes();
        int start = batch.start(line);
        int end = batch.end(line);
        return !isIdle(bytes, start, end) && time.second(bytes, start, end, '.') == LogTime.NONE;
    }

    /**
     * A line within which another one begins was overwritten while it was read, and other lines with it; or a name
     * looks like that.
     */
    @Override
    public Outcome read(byte[] bytes, int start, int end, Sightings sightings) {
        Outcome outcome = readLine(bytes, start, end, sightings);
        boolean isTorn = false;
        for (int next = another(bytes, start, end); next >= 0; next = another(bytes, next, end)) {
            readLine(bytes, next, end, sightings);
            isTorn |= odd.add(0, bytes, next, end);
        }
        return isTorn ? Outcome.MALFORMED : outcome;
    }

    private int another(byte[] bytes, int start, int end) {
        int ownUser = start + LINE_HEAD;
        int user = Bytes.indexOf(bytes, Math.min(end, ownUser + 1), end, USER);
        while (user >= 0 && time.second(bytes, user - LINE_HEAD, end, '.') == LogTime.NONE) {
            user = Bytes.indexOf(bytes, user + 1, end, USER);
        }
        return user < 0 ? -1 : user - LINE_HEAD;
    }

    private Outcome readLine(byte[] bytes, int start, int end, Sightings sightings) {
        if (isIdle(bytes, start, end)) {
            return Outcome.NOTHING;
        }
        int afterTime = start + LINE_HEAD;
        long second = time.second(bytes, start, end, '.');
        long micros = afterTime > end ? -1 : Bytes.number(bytes, afterTime - MICRO_DIGITS, afterTime);
        if (second == LogTime.NONE || micros < 0) {
            return Outcome.MALFORMED;
        }
        if (Bytes.startsWith(bytes, afterTime, end, MESSAGE)) {
            return Outcome.NOTHING;
        }
        long seen = second * 1_000_000 + micros;
        Outcome outcome = readCommand(bytes, afterTime, end, seen, sightings);
        boolean wentBack = seen < latestMicros - MAX_DISORDER_MICROS;
        latestMicros = wentBack ? seen : Math.max(latestMicros, seen);
        return wentBack && outcome != Outcome.MALFORMED ? Outcome.AFTER_LOSS : outcome;
    }

    private Outcome readCommand(byte[] bytes, int start, int end, long seen, Sightings sightings) {
        int group = afterNumber(bytes, start, end, USER);
        int process = afterNumber(bytes, group, end, GROUP);
        int command = afterNumber(bytes, process, end, PROCESS);
        if (!Bytes.startsWith(bytes, command, end, COMMAND)) {
            return Outcome.MALFORMED;
        }
        int word = command + COMMAND.length;
        int open = Bytes.indexOf(bytes, word, end, OPEN);
        if (open < 0) {
            return Outcome.MALFORMED;
        }
        MoosefsOperation operation = MoosefsOperation.of(bytes, word, open);
        if (operation == null) {
            return Outcome.NOTHING;
        }
        // A canary is this process's own lookup, but must be seen.
        boolean isCanary = operation == MoosefsOperation.LOOKUP && Bytes.indexOf(bytes, open, end, CANARY) >= 0;
        if (!isCanary && own.contain(Bytes.number(bytes, process + PROCESS.length, command), seen)) {
            return Outcome.OWN;
        }
        return arguments.read(operation, bytes, open + OPEN.length, end, seen, sightings);
    }

    private static boolean isIdle(byte[] bytes, int start, int end) {
        return end - start == 1 && bytes[start] == '#';
    }

    /** Index after {@code label} and a number, or -1. */
    private static int afterNumber(byte[] bytes, int at, int end, byte[] label) {
        if (!Bytes.startsWith(bytes, at, end, label)) {
            return -1;
        }
        int digits = at + label.length;
        int after = Bytes.skipDigits(bytes, digits, end);
        return after == digits ? -1 : after;
    }
}
