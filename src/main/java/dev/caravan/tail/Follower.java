package dev.caravan.tail;

import dev.caravan.change.Gap;
import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Ticket;
import dev.caravan.entry.Escape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one log through its rotations, one buffer at each poll. It never waits. Single-threaded: the consumer's
 * thread calls it.
 *
 * <p>The file being read stays open, so that renaming it loses nothing. Where it cannot stay open (a restart of the
 * process, a read error), {@link Lineage} finds the file that holds the position again.
 */
final class Follower implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    /**
     * A buffer that is at most one part in this many full is copied to its size, so that a batch of few lines does not
     * keep a whole buffer in memory.
     */
    private static final int SPARSE = 4;

    /**
     * The settings of one followed log.
     *
     * @param feed the feed's name in gaps
     * @param log the live log's path
     * @param include text that a line must contain to be handed on, in UTF-8; empty for all lines
     * @param batchBytes bytes read at a time; raised where the longest line would not fit
     * @param maxLineBytes the longest line without its newline, in bytes; a longer line is discarded and
     *     recorded as a gap
     * @param linger how long a renamed log is still read while the next one is read as well; zero: not at all
     */
    record Settings(
            String feed, Path log, Start start, String include, int batchBytes, int maxLineBytes, Duration linger) {}

    private final Settings settings;
    private final OffsetStore<LogPosition> offsets;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final TailMetrics metrics;
    private final LogDirectory directory;
    private final LineSplitter lines;
    private final UnreadableLog trouble;
    private final RenamedLogs renamed;

    private byte[] buffer;
    private OpenLog log;
    /** The end of the last stretch of the log for which a ticket was issued. */
    private LogPosition position;

    private Optional<LogFile> live = Optional.empty();
    /**
     * Bytes in the files that are newer than the open one and older than the live one, as of when the
     * open one was opened.
     */
    private long newerBytes;

    /** When the last intact read ended: a gap that is found later begins here. */
    private Instant sound;
    /** True where this poll has already recorded a gap before the file that is opened next. */
    private boolean gapRecorded;

    private boolean damageRecorded;
    /** True where the open file has been seen at the log's own path. */
    private boolean wasLive;
    /**
     * Offset in the open file after its unfinished last line (one without a newline) where that line was handed on as
     * it was; 0 where none was.
     */
    private long handedOnBytes;

    private boolean isRenamedNext;

    Follower(
            Settings settings,
            LineStart lineStart,
            OffsetStore<LogPosition> offsets,
            Gap.Recorder gaps,
            Clock clock,
            TailMetrics metrics) {
        this.settings = settings;
        this.offsets = offsets;
        this.gaps = gaps;
        this.clock = clock;
        this.metrics = metrics;
        this.directory = new LogDirectory(settings.log());
        this.lines = new LineSplitter(settings.include(), settings.maxLineBytes(), lineStart);
        this.trouble = new UnreadableLog(settings.log());
        LineSplitter late = new LineSplitter(settings.include(), settings.maxLineBytes(), lineStart);
        this.renamed = new RenamedLogs(directory, late, new RenamedLogs.Reader() {
            @Override
            public LineBatch batch(
                    OpenLog from, byte[] bytes, int read, LineSplitter found, long base, boolean isLastCut) {
                // A late batch's ticket ends at the position of the log that is read now: the low-water mark cannot
                // pass that position before the late lines are done.
                return Follower.this.batch(from, bytes, read, found, base, isLastCut, position);
            }

            @Override
            public void gap(String reason) {
                Follower.this.gap(reason);
            }

            @Override
            public byte[] newBuffer() {
                return Follower.this.newBuffer();
            }
        });
        this.buffer = newBuffer();
    }

    /**
     * Finds or fixes the position: every line that is written after this call will be read. A second call, after a
     * stop, changes nothing.
     *
     * @throws IOException if the stored position cannot be read or parsed
     */
    void start() throws IOException {
        if (position != null) {
            return;
        }
        Optional<LogPosition> mark = offsets.read();
        if (mark.isPresent()) {
            position = mark.get();
            sound = earlier(position.modified(), clock.instant());
            recordLateLines();
        } else {
            sound = clock.instant();
            position = new Origin(directory, settings.start()).find();
            offsets.begin(position);
        }
        LOG.info("log {}: followed from offset {}", Escape.path(settings.log()), position.offset());
    }

    /**
     * Reads at most one more buffer.
     *
     * @return a batch, whose ticket the caller holds; a batch of no lines where bytes were read but none of their lines
     *     is to be handed on; null where there is nothing to read for now
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
            // The renamed logs and the current one take turns, so that neither waits for the other's end.
            isRenamedNext = !isRenamedNext;
            LineBatch late = isRenamedNext ? renamed.poll(clock.instant()) : null;
            if (late != null) {
                return late;
            }
            LineBatch batch = step();
            measure(batch == null);
            return batch == null ? renamed.poll(clock.instant()) : batch;
        } catch (RuntimeException e) {
            // The lines that were taken but not handed on are read again from the last position.
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
            metrics.unreadable(reason != null);
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
            wasLive |= isLive();
            if (log.take(buffer, read, lines)) {
                return batch(base, read, false);
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
                // The writer may have added lines before it closed the file, so the file is read once more.
                continue;
            }
            if (isReadOn(newer)) {
                if (read > 0 && base + read > handedOnBytes && log.lookAtLast(buffer, read, lines)) {
                    handedOnBytes = base + read;
                    // Handed on now, since the writer may never finish this line.
                    return batch(base, read, true);
                }
                moveTo(newer, true);
                newer = null;
                continue;
            }
            if (!log.isDamaged() && log.takeLast(buffer, read, lines)) {
                return batch(base, read, true);
            }
            moveTo(newer, false);
            newer = null;
        }
        return null;
    }

    /** Bytes read; -1 where the file no longer holds what was read from it before: it was truncated. */
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

    private LineBatch batch(long base, int read, boolean isLastCut) {
        LogPosition end = log.position();
        LineBatch batch = batch(log, buffer, read, lines, base, isLastCut, end);
        position = end;
        if (batch.count() > 0 && batch.bytes() == buffer) {
            buffer = newBuffer();
        }
        return batch;
    }

    /** A batch whose ticket is for the stretch up to {@code end}. */
    private LineBatch batch(
            OpenLog from, byte[] bytes, int read, LineSplitter found, long base, boolean isLastCut, LogPosition end) {
        metrics.read(found, Math.max(0, from.readOffset() - base));
        if (found.discarded() > 0) {
            gap(found.discarded() + " lines longer than " + settings.maxLineBytes() + " bytes were discarded");
        }
        if (isLastCut && found.isLastLeftOut()) {
            gap("the last line of " + Escape.path(from.file().path())
                    + " has no newline: what was cut off may have mattered");
        }
        Ticket ticket = offsets.issue(end);
        int count = found.count();
        if (count == 0) {
            ticket.release();
            return new LineBatch(bytes, base, found.bounds(), 0, Ticket.NONE);
        }
        // A cut last line reaches to the end of the bytes: the rest of the buffer must not follow it.
        boolean isCopied = isLastCut || read <= bytes.length / SPARSE;
        byte[] handedOn = isCopied ? Arrays.copyOf(bytes, read) : bytes;
        return new LineBatch(handedOn, base, found.bounds(), count, ticket, isLastCut);
    }

    /** Opens the file that holds the position; false where no such file exists for now. */
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
     * A log that was copied, truncated and then filled with the same first lines still looks intact as long as it is
     * short. Where such a copy is found, the copy is opened.
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
        open(place.file(), place.offset(), files.subList(files.indexOf(place.file()) + 1, files.size()), false);
    }

    /** Opens the next file. The previous one is closed, or handed to the renamed logs, which read it on. */
    private void open(LogFile file, long offset, List<LogFile> newer, boolean isReadOn) throws IOException {
        OpenLog opened = OpenLog.open(file, offset);
        if (isReadOn) {
            renamed.add(
                    log,
                    handedOnBytes,
                    offsets.issue(log.position()),
                    clock.instant().plus(settings.linger()));
        } else {
            closeLog();
        }
        log = opened;
        lines.beginFile();
        damageRecorded = false;
        wasLive = file.isLive();
        handedOnBytes = 0;
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

    /** The files newer than the open file, which was read to its end; null where the open file may still grow. */
    private Lineage.Newer newerThatProveClosed() throws IOException {
        if (isLive()) {
            return null;
        }
        Lineage.Newer newer = Lineage.newer(log, directory.list());
        return newer.proveClosed() ? newer : null;
    }

    /** A writer may still append to the file that was the live log a moment ago; a compressed file is closed. */
    private boolean isReadOn(Lineage.Newer newer) {
        return !settings.linger().isZero()
                && log.file().form() == LogFile.Form.PLAIN
                && (wasLive || newer.files().get(0).isLive());
    }

    /** Records a gap where the file before the one with the stored position was written to while nobody followed. */
    private void recordLateLines() {
        try {
            Optional<LogFile> late = Lineage.writtenAfter(position, directory.list());
            late.ifPresent(
                    file -> gap(Escape.path(file.path()) + " was written after the file that came after it was read"));
        } catch (IOException e) {
            LOG.debug("log {}: what was rotated is not seen: {}", Escape.path(settings.log()), reason(e));
        }
    }

    private void moveTo(Lineage.Newer newer, boolean isReadOn) throws IOException {
        List<LogFile> files = newer.files();
        if (!newer.gap().isEmpty()) {
            gap(newer.gap());
        }
        open(files.get(0), 0, files.subList(1, files.size()), isReadOn);
        metrics.rotated();
        position = log.position();
        offsets.issue(position).release();
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

    /** True where this poll saw the open file at the log's own path. */
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

    /** Closes the files; the position is kept. */
    @Override
    public void close() {
        renamed.close();
        closeLog();
    }
}
