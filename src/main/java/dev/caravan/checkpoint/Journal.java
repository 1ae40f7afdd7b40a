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
 * A map that survives a crash: a file of JSON objects, one a line, in which the last line of a key counts.
 *
 * <p>It is written whole at the start, when lines that no longer count outnumber the others, and after a failed write, which may
 * have left half a line; else a line is appended. Any thread may read; writers take turns by a lock of their owner's.
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

        /** True for the line that ends what earlier lines of its key said. */
        boolean over();
    }

    /**
     * Reads the file and writes it anew.
     *
     * @param remedy what a person can do about a damaged line, and what that costs
     * @throws IOException if there is a line in it that cannot be understood, except a torn last one
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
                // Whoever brought it never heard that it was on disk, and its ticket was not released.
                LOG.warn("{}: line {} was torn by a crash and is dropped; its work is repeated", this, line);
            }
            start = end + 1;
        }
    }

    /** The beginning of an object, or of a block that got its length but not its content. */
    private static boolean mayBeTorn(byte first) {
        return first == '{' || first == 0;
    }

    /** What counts, in no order; as it is on disk unless {@link #isStale}. */
    Collection<L> live() {
        return Collections.unmodifiableCollection(live.values());
    }

    /** Null where no line of this key counts. */
    L get(K key) {
        return live.get(key);
    }

    /** True where the last write failed: what counts here may not be on disk. */
    boolean isStale() {
        return stale;
    }

    /** Changes a line in memory; it gets to the disk with the next write of the whole file, or never. */
    void keep(L line) {
        if (line.over()) {
            live.remove(line.key());
        } else {
            live.put(line.key(), line);
        }
    }

    /**
     * Returns when the line is on disk.
     *
     * @throws IOException if that failed: it counts in memory all the same, and the next write tries again
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
        // Until it is there: half a line must not be followed by another.
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

    /** Writes only what an earlier failure kept from the disk. */
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
