package dev.caravan.tail;

import dev.caravan.change.Escape;
import dev.caravan.change.Gap;
import dev.caravan.change.LineBatch;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Ticket;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one log through its rotations, a step at a time; has no thread and never waits.
 *
 * <p>The file that is read stays open, so that renaming it loses nothing; where it cannot stay open, at a restart or after an
 * error, the position finds it again.
 */
final class Follower implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    /** Of which a batch may leave a buffer unused before its bytes are copied out of it. */
    private static final int SPARSE = 4;

    /**
     * What is followed, and how.
     *
     * @param feed the feed's name in gaps
     * @param log the live log's path
     * @param include text that a line must hold, in UTF-8; empty for all lines
     * @param batchBytes read at a time, raised so that the longest line fits
     * @param maxLineBytes of a line without its newline; longer ones are discarded
     */
    record Settings(String feed, Path log, Start start, String include, int batchBytes, int maxLineBytes) {}

    private final Settings settings;
    private final OffsetStore<LogPosition> offsets;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final TailMetrics metrics;
    private final LogDirectory directory;
    private final LineSplitter lines;
    private final Trouble trouble;

    private byte[] buffer;
    private OpenLog log;
    /** The end of the last piece that a ticket was issued for. */
    private LogPosition position;

    private Optional<LogFile> live = Optional.empty();
    /** Bytes in files between the open and the live one when it was opened. */
    private long newerBytes;

    /** When what was read was last known to be all there. */
    private Instant sound;
    /** True where this poll recorded already why something may be missing before what is opened next. */
    private boolean gapRecorded;

    private boolean damageRecorded;

    Follower(Settings settings, OffsetStore<LogPosition> offsets, Gap.Recorder gaps, Clock clock, TailMetrics metrics) {
        this.settings = settings;
        this.offsets = offsets;
        this.gaps = gaps;
        this.clock = clock;
        this.metrics = metrics;
        this.directory = new LogDirectory(settings.log());
        this.lines = new LineSplitter(settings.include(), settings.maxLineBytes());
        this.trouble = new Trouble(settings.log());
        this.buffer = newBuffer();
    }

    /**
     * Fixes the position: after this every line that is written will be read. Called again after a stop it changes nothing.
     *
     * @throws IOException if there is a mark that cannot be understood
     */
    void start() throws IOException {
        if (position != null) {
            return;
        }
        Optional<LogPosition> mark = offsets.read();
        if (mark.isPresent()) {
            position = mark.get();
            sound = earlier(position.modified(), clock.instant());
        } else {
            sound = clock.instant();
            position = new Origin(directory, settings.start()).find();
            offsets.begin(position);
        }
        LOG.info("log {}: followed from offset {}", Escape.path(settings.log()), position.offset());
    }

    /**
     * Reads on by at most one buffer.
     *
     * @return the lines that are to be handed on, whose ticket the caller holds; without any line where there was something to
     *     read and nothing to hand on; null where there is nothing to read for now
     */
    LineBatch poll() {
        String reason = null;
        gapRecorded = false;
        try {
            live = directory.live();
            reason = live.isPresent() ? null : "is missing";
        } catch (IOException e) {
            live = Optional.empty();
            reason = reason(e);
        }
        try {
            LineBatch batch = step();
            measure(batch == null);
            return batch;
        } catch (RuntimeException e) {
            // What was taken and not handed on is read again from the last position.
            closeLog();
            throw e;
        } catch (ClosedByInterruptException e) {
            closeLog();
        } catch (NoSuchFileException e) {
            LOG.debug("log {}: renamed while it was looked at, next poll", Escape.path(settings.log()));
        } catch (IOException e) {
            reason = reason == null ? reason(e) : reason;
            metrics.behind(live.map(LogFile::size).orElse(0L));
        } finally {
            trouble.met(reason);
        }
        return null;
    }

    private LineBatch step() throws IOException {
        Lineage.Newer newer = null;
        while (log != null || open()) {
            lines.clear();
            int read = read();
            if (read < 0) {
                truncated();
                newer = null;
                continue;
            }
            if (log.isHeadGrowing() && wasCopiedBefore()) {
                continue;
            }
            log.confirm(live.filter(now -> isLive()).map(LogFile::modified).orElse(log.modified()));
            long base = log.readOffset();
            if (log.take(buffer, read, lines)) {
                return batch(base, read);
            }
            if (read == buffer.length) {
                return new LineBatch(buffer, base, lines.bounds(), 0, Ticket.NONE);
            }
            recordDamage();
            if (newer == null) {
                newer = newerThatProveClosed();
                if (newer == null) {
                    return null;
                }
                // What was written until it was closed is read once more.
                continue;
            }
            if (!log.isDamaged() && log.takeLast(buffer, read, lines)) {
                return batch(base, read);
            }
            moveTo(newer);
            newer = null;
        }
        return null;
    }

    /** Bytes read; -1 where what was read before is not there any more. */
    private int read() throws IOException {
        try {
            int read = log.read(buffer);
            if (!log.isIntact()) {
                return -1;
            }
            sound = clock.instant();
            return read;
        } catch (IOException e) {
            closeLog();
            throw e;
        }
    }

    private LineBatch batch(long base, int read) {
        metrics.read(lines, log.readOffset() - base);
        if (lines.discarded() > 0) {
            gap(lines.discarded() + " lines longer than " + settings.maxLineBytes() + " bytes were discarded");
        }
        Ticket ticket = issue();
        int count = lines.count();
        if (count == 0) {
            ticket.release();
            return new LineBatch(buffer, base, lines.bounds(), 0, Ticket.NONE);
        }
        byte[] bytes = buffer;
        if (read <= buffer.length / SPARSE) {
            bytes = Arrays.copyOf(buffer, read);
        } else {
            buffer = newBuffer();
        }
        return new LineBatch(bytes, base, lines.bounds(), count, ticket);
    }

    private Ticket issue() {
        LogPosition end = log.position();
        Ticket ticket = offsets.issue(end);
        position = end;
        return ticket;
    }

    /** Opens the file that holds the position; false where it is not there for now. */
    private boolean open() throws IOException {
        List<LogFile> files = directory.list();
        Optional<Lineage.Place> found = Lineage.find(position, files);
        if (found.isEmpty()) {
            return false;
        }
        Lineage.Place place = found.get();
        if (!place.gap().isEmpty() && !gapRecorded) {
            gap(place.gap());
        }
        open(place, files);
        return true;
    }

    /**
     * A log of which little was read looks intact also after it was copied, truncated, and begun again with the same lines: then
     * the copy is opened.
     */
    private boolean wasCopiedBefore() throws IOException {
        List<LogFile> files;
        try {
            files = directory.list();
        } catch (IOException e) {
            // The open file can be read all the same.
            return false;
        }
        Optional<Lineage.Place> copy = Lineage.findCopy(log.position(), files);
        if (copy.isEmpty()) {
            return false;
        }
        gap(copy.get().gap());
        open(copy.get(), files);
        return true;
    }

    private void open(Lineage.Place place, List<LogFile> files) throws IOException {
        open(place.file(), place.offset(), files.subList(files.indexOf(place.file()) + 1, files.size()));
    }

    private void open(LogFile file, long offset, List<LogFile> newer) throws IOException {
        OpenLog opened = OpenLog.open(file, offset);
        closeLog();
        log = opened;
        damageRecorded = false;
        newerBytes = newer.stream()
                .filter(other -> !other.isLive())
                .mapToLong(LogFile::size)
                .sum();
        LOG.debug("log {}: reading from offset {}", Escape.path(file.path()), offset);
    }

    private void truncated() {
        gap("the log was truncated: what was not read of it before may be missing");
        metrics.rotated();
        closeLog();
        gapRecorded = true;
    }

    private void recordDamage() {
        if (log.isDamaged() && !damageRecorded) {
            gap(Escape.path(log.file().path()) + " is damaged after uncompressed offset " + log.readOffset());
            damageRecorded = true;
        }
    }

    /** What is newer than the open file, which was read to its end; null where it may still grow. */
    private Lineage.Newer newerThatProveClosed() throws IOException {
        if (isLive()) {
            return null;
        }
        Lineage.Newer newer = Lineage.newer(log, directory.list());
        return newer.proveClosed() ? newer : null;
    }

    private void moveTo(Lineage.Newer newer) throws IOException {
        List<LogFile> files = newer.files();
        if (!newer.gap().isEmpty()) {
            gap(newer.gap());
        }
        open(files.get(0), 0, files.subList(1, files.size()));
        metrics.rotated();
        issue().release();
    }

    private void gap(String reason) {
        Instant now = clock.instant();
        LOG.warn("log {}: {}: a gap is recorded, and a walk heals it", Escape.path(settings.log()), reason);
        gaps.record(new Gap(settings.feed(), earlier(sound, now), now, reason));
    }

    private void measure(boolean atEnd) throws IOException {
        if (atEnd) {
            metrics.atEnd();
            return;
        }
        long liveBytes = live.map(LogFile::size).orElse(0L);
        metrics.behind(log.unreadBytes() + (isLive() ? 0 : newerBytes + liveBytes));
    }

    /** True where this poll saw the open file at the log's own place. */
    private boolean isLive() {
        return live.isPresent() && live.get().id().equals(log.id());
    }

    private byte[] newBuffer() {
        return new byte[Math.max(settings.batchBytes(), settings.maxLineBytes() + 2)];
    }

    private void closeLog() {
        OpenLog closing = log;
        log = null;
        if (closing == null) {
            return;
        }
        try {
            closing.close();
        } catch (IOException e) {
            LOG.debug("log {}: closing: {}", Escape.path(settings.log()), reason(e));
        }
    }

    private static Instant earlier(Instant some, Instant other) {
        return some.isBefore(other) ? some : other;
    }

    private static String reason(IOException e) {
        return Escape.latin1(e.toString());
    }

    /** Lets go of the file; the position stays. */
    @Override
    public void close() {
        closeLog();
    }
}
