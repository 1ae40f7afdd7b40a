package dev.caravan.tail;

import dev.caravan.change.LineBatch;
import dev.caravan.change.Ticket;
import dev.caravan.entry.Escape;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs that were renamed and read to their end, beside the one that is read now. Each is read on for a while, since a writer that
 * was slow, or was not told, still adds lines to it; after that it is watched as long as it stands in its directory, and is a gap if
 * it grows. Has no thread and never waits.
 *
 * <p>As long as one is read on, the mark stays at its end: a crash reads it on, and once more what came after it.
 */
final class RenamedLogs {
    private static final Logger LOG = LoggerFactory.getLogger(RenamedLogs.class);

    /** Of a log that is rotated all the time the oldest are let go early. */
    private static final int MOST_OPEN = 8;

    private static final int MOST_WATCHED = 64;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** What this needs of who reads the log. */
    interface Reader {
        /** The batch of what was taken; the last line of a file that is closed may be cut. */
        LineBatch batch(OpenLog log, byte[] buffer, int read, LineSplitter lines, long base, boolean isLastCut);

        /** Says that something may be missing. */
        void gap(String reason);

        /** A buffer that holds the longest line. */
        byte[] newBuffer();
    }

    private static final class Renamed {
        final LogPosition position;
        final long handedOnBytes;
        final Ticket ticket;
        final Instant until;
        OpenLog log;
        /** Bytes of half a line that were there at the last look. */
        long seenBytes;

        Renamed(OpenLog log, long handedOnBytes, Ticket ticket, Instant until) {
            this.log = log;
            this.handedOnBytes = handedOnBytes;
            this.position = log.position();
            this.ticket = ticket;
            this.until = until;
        }
    }

    private final LogDirectory directory;
    private final LineSplitter lines;
    private final Reader reader;
    private final Deque<Renamed> open = new ArrayDeque<>();
    private final Map<FileId, Long> watched = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FileId, Long> eldest) {
            return size() > MOST_WATCHED;
        }
    };
    private Instant lastLook = Instant.MIN;

    RenamedLogs(LogDirectory directory, LineSplitter lines, Reader reader) {
        this.directory = directory;
        this.lines = lines;
        this.reader = reader;
    }

    /**
     * Takes over a log that was read to the end of its last whole line.
     *
     * @param handedOnBytes of the file up to the end of its last line, which has no newline, where that was handed on as it stands
     * @param ticket ends at that place, and is held until the log is let go
     */
    void add(OpenLog log, long handedOnBytes, Ticket ticket, Instant until) {
        watched.remove(log.id());
        open.add(new Renamed(log, handedOnBytes, ticket, until));
    }

    /** Lines that came late, as {@link Follower#poll} hands them on; null where there are none for now. */
    LineBatch poll(Instant now) {
        for (Iterator<Renamed> each = open.iterator(); each.hasNext(); ) {
            Renamed one = each.next();
            boolean isLast = !now.isBefore(one.until) || open.size() > MOST_OPEN;
            try {
                LineBatch batch = readOn(one, isLast);
                if (batch != null) {
                    return batch;
                }
            } catch (IOException e) {
                reader.gap("a renamed log could not be read on: " + Escape.latin1(e.toString()));
                isLast = true;
            } catch (RuntimeException e) {
                // What was taken and not handed on is read again.
                shut(one);
                throw e;
            }
            if (isLast) {
                each.remove();
                letGo(one);
            }
        }
        watch(now);
        return null;
    }

    private LineBatch readOn(Renamed one, boolean isLast) throws IOException {
        if (one.log == null && !reopen(one)) {
            throw new IOException("it is not among the rotated ones any more");
        }
        OpenLog log = one.log;
        long unread = log.unreadBytes();
        boolean isSeen = unread == 0 || unread == one.seenBytes;
        if (isLast ? !log.hasMore() : isSeen) {
            return null;
        }
        lines.clear();
        lines.beginFile();
        byte[] buffer = reader.newBuffer();
        int read = log.read(buffer);
        if (!log.isIntact()) {
            throw new IOException("it was truncated");
        }
        log.confirm(log.modified());
        long base = log.readOffset();
        if (log.take(buffer, read, lines)) {
            return reader.batch(log, buffer, read, lines, base, false);
        }
        one.seenBytes = log.unreadBytes();
        if (!isLast) {
            return null;
        }
        // A line that is too long was passed over meanwhile.
        base = log.readOffset();
        read = log.read(buffer);
        if (base + read == one.handedOnBytes) {
            return null;
        }
        return log.takeLast(buffer, read, lines) ? reader.batch(log, buffer, read, lines, base, true) : null;
    }

    /** After a stop of the route. */
    private boolean reopen(Renamed one) throws IOException {
        List<LogFile> files = directory.list();
        Optional<Lineage.Place> place = Lineage.find(one.position, files)
                .filter(found -> found.gap().isEmpty() && found.file().form() == LogFile.Form.PLAIN);
        if (place.isPresent()) {
            one.log = OpenLog.open(place.get().file(), place.get().offset());
        }
        return place.isPresent();
    }

    private void letGo(Renamed one) {
        if (one.log != null) {
            watched.put(one.log.id(), sizeOf(one.log));
            close(one.log);
        }
        one.ticket.release();
    }

    private static long sizeOf(OpenLog log) {
        try {
            return log.readOffset() + log.unreadBytes();
        } catch (IOException e) {
            return log.readOffset();
        }
    }

    private void watch(Instant now) {
        // Negative where somebody set the clock back.
        if (watched.isEmpty()
                || (!lastLook.equals(Instant.MIN)
                        && Duration.between(lastLook, now).abs().compareTo(BETWEEN_LOOKS) < 0)) {
            return;
        }
        lastLook = now;
        try {
            for (LogFile file : directory.list()) {
                Long known = watched.get(file.id());
                if (known != null && file.form() == LogFile.Form.PLAIN && !file.isLive() && file.size() > known) {
                    watched.put(file.id(), file.size());
                    reader.gap(Escape.path(file.path())
                            + " grew after it was read for the last time: somebody still writes to it");
                }
            }
        } catch (IOException e) {
            LOG.debug("renamed logs: not looked at: {}", e.toString());
        }
    }

    /** Lets go of the files, which are opened again when they are read on. */
    void close() {
        open.forEach(RenamedLogs::shut);
    }

    private static void shut(Renamed one) {
        if (one.log != null) {
            close(one.log);
            one.log = null;
        }
    }

    private static void close(OpenLog log) {
        try {
            log.close();
        } catch (IOException e) {
            LOG.debug("renamed log {}: closing: {}", Escape.path(log.file().path()), e.toString());
        }
    }
}
