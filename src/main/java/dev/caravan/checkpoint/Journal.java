package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.caravan.entry.Escape;
import io.micrometer.core.instrument.Counter;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A map that survives a crash: a file of JSON objects, one for each line, in which the last line of a key counts.
 *
 * <p>The file is rewritten at the start, when outdated lines outnumber the others, and after a failed write,
 * which may have left half a line; otherwise a line is appended. Any thread may read; writers are serialised
 * by their owner's lock.
 */
final class Journal<K, L extends Journal.Line<K>> implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int LINES_BEFORE_COMPACTION = 1000;

    private final AtomicFile file;
    private final Disk disk;
    private final Counter writes;
    private final Map<K, L> live = new ConcurrentHashMap<>();
    private FileChannel channel;
    private int appended;
    private boolean stale = true;
    private boolean closed;

    /** A line of the file. */
    interface Line<K> {
        K key();

        /** True for a line that removes its key. */
        boolean over();
    }

    /**
     * Reads the file and rewrites it.
     *
     * @param remedy what a person can do about a damaged line, and what that costs
     * @throws IOException if a line cannot be parsed, except for a torn last one
     */
    Journal(Path path, Class<L> type, String remedy, Disk disk, Counter writes) throws IOException {
        this.file = new AtomicFile(path, disk);
        this.disk = disk;
        this.writes = writes;
        try {
            read(file.open().orElse(new byte[0]), Json.MAPPER.readerFor(type));
            Disk.uninterrupted(this::writeWhole);
        } catch (DamagedLineException e) {
            throw new IOException(this + ": " + e.getMessage() + ": " + remedy, e);
        } catch (IOException e) {
            throw new IOException(
                    this + ": cannot be used: " + Disk.reason(e) + ": mend the disk or its permissions", e);
        }
    }

    private static final class DamagedLineException extends IOException {
        private static final long serialVersionUID = 1;

        DamagedLineException(int line, String reason, Throwable cause) {
            super("line " + line + " is damaged: " + Escape.latin1(reason), cause);
        }
    }

    private void read(byte[] content, ObjectReader reader) throws IOException {
        int start = 0;
        for (int line = 1; start < content.length; line++) {
            int end = start;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            try {
                L found = reader.readValue(content, start, end - start);
                if (found == null) {
                    throw new DamagedLineException(line, "null", null);
                }
                keep(found);
            } catch (JsonProcessingException e) {
                if (end < content.length || !mayBeTorn(content[start])) {
                    throw new DamagedLineException(line, e.getOriginalMessage(), e);
                }
                // The caller was never told that it was on disk, so its ticket was not released.
                LOG.warn("{}: line {} was torn by a crash and is dropped; its work is repeated", this, line);
            }
            start = end + 1;
        }
    }

    /** True for the begin of an object, and for a block that got its length but not its content. */
    private static boolean mayBeTorn(byte first) {
        return first == '{' || first == 0;
    }

    /** The lines that count, unordered; they are on disk unless {@link #isStale}. */
    Collection<L> live() {
        return Collections.unmodifiableCollection(live.values());
    }

    /** The line of this key; null where none counts. */
    L get(K key) {
        return live.get(key);
    }

    /** True where the last write failed, so that the lines in memory may not be on disk. */
    boolean isStale() {
        return stale;
    }

    /** Changes a line in memory only; the next rewrite of the file brings it to disk. */
    void keep(L line) {
        if (line.over()) {
            live.remove(line.key());
        } else {
            live.put(line.key(), line);
        }
    }

    /**
     * Writes a line, and returns when it is on disk.
     *
     * @throws IOException if that failed; the line counts in memory all the same, and the next write tries again
     */
    void put(L line) throws IOException {
        if (closed) {
            throw new IOException(this + ": is closed");
        }
        keep(line);
        try {
            Disk.uninterrupted(() -> write(line));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private IOException unwritable(IOException e) {
        return new IOException(
                this + ": cannot be written: " + Disk.reason(e) + ": free some space or mend the disk", e);
    }

    private void write(L line) throws IOException {
        if (stale || appended >= Math.max(LINES_BEFORE_COMPACTION, live.size())) {
            writeWhole();
        } else {
            append(line);
        }
    }

    private void append(L line) throws IOException {
        // The file counts as stale until the line is complete: nothing may be appended to half a line.
        stale = true;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(line, bytes);
        disk.write(channel, ByteBuffer.wrap(bytes.toByteArray()));
        disk.force(channel);
        stale = false;
        appended++;
        writes.increment();
    }

    private void writeWhole() throws IOException {
        stale = true;
        closeChannel();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (L line : live.values()) {
            write(line, bytes);
        }
        file.write(bytes.toByteArray());
        channel = disk.open(file.path(), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        stale = false;
        appended = 0;
        writes.increment();
    }

    private static void write(Object line, ByteArrayOutputStream bytes) throws IOException {
        bytes.writeBytes(Json.MAPPER.writeValueAsBytes(line));
        bytes.writeBytes("\n".getBytes(UTF_8));
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** Writes only lines that an earlier failure kept from the disk. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (stale) {
                Disk.uninterrupted(this::writeWhole);
            }
        } catch (IOException e) {
            throw unwritable(e);
        } finally {
            closeChannel();
        }
    }

    @Override
    public String toString() {
        return "journal " + Escape.path(file.path());
    }
}
