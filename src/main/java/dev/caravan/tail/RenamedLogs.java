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
 * Reads renamed logs a while longer, beside the log that is read now, since a writer that is slow or was not told still
 * appends to them. After that a log is only watched as long as it is in the directory, and a gap is recorded if it
 * grows. It never waits. Single-threaded.
 *
 * <p>While a renamed log is read, the low-water mark stays at its end: after a crash it is read on from there, and all
 * that came after it is read again.
 */
final class RenamedLogs {
    private static final Logger LOG = LoggerFactory.getLogger(RenamedLogs.class);

    /** Renamed logs open at once; of a log that rotates all the time the oldest are closed early. */
    private static final int MOST_OPEN = 8;

    private static final int MOST_WATCHED = 64;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** What {@link Follower} does for this class. */
    interface Reader {
        /** Makes a batch of the lines that were taken; {@code isLastCut} where the last one has no newline. */
        LineBatch batch(OpenLog log, byte[] buffer, int read, LineSplitter lines, long base, boolean isLastCut);

        /** Records a gap: lines may be missing. */
        void gap(String reason);

        /** A buffer into which the longest line fits. */
        byte[] newBuffer();
    }

    private static final class Renamed {
        final LogPosition position;
        final long handedOnBytes;
        final Ticket ticket;
        final Instant until;
        OpenLog log;
        /** Length in bytes of the unfinished line at the last look. */
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
     * Takes over a log that was read to the end of its last whole line. The log is closed here.
     *
     * @param handedOnBytes offset after the log's unfinished last line where that line was handed on as it was;
     *     0 where none was
     * @param ticket ends where the log was read to; held until the log is closed
     */
    void add(OpenLog log, long handedOnBytes, Ticket ticket, Instant until) {
        watched.remove(log.id());
        open.add(new Renamed(log, handedOnBytes, ticket, until));
    }

    /** Returns late lines as {@link Follower#poll} does; null where there are none for now. */
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
                // Lines that were taken but not handed on are read again.
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
        // If the read only skipped part of a line that is too long, the read offset has moved.
        base = log.readOffset();
        read = log.read(buffer);
        if (base + read == one.handedOnBytes) {
            return null;
        }
        return log.takeLast(buffer, read, lines) ? reader.batch(log, buffer, read, lines, base, true) : null;
    }

    /** Opens the log again, which a stop of the route or an error had closed. */
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
        // The difference is negative where the clock was set back.
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

    /** Closes the files; they are opened again at the next poll. */
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
