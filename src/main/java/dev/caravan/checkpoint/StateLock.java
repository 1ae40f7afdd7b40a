package dev.caravan.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.caravan.entry.Escape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a state folder, which one process holds at a time: a second one would replace files to which the
 * first goes on appending, and the first one's records would be lost. The kernel releases the lock of a
 * process that dies. Thread-safe.
 *
 * <p>The lock file names the process that holds it, for the commands that talk to that process.
 */
public final class StateLock implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);
    private static final String NAME = "lock";

    /** More bytes than a holder's description has. */
    private static final int MAX_BYTES = 4096;

    /** A command that asks for the holder may hold the lock for a moment. */
    private static final int TRIES = 4;

    private static final long BETWEEN_TRIES_MILLIS = 50;

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param state the state folder; made where there is none
     * @throws IOException if another process holds it, or the folder cannot be written
     */
    public static StateLock acquire(Path state) throws IOException {
        Disk.createFolder(state);
        Path file = state.resolve(NAME);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("lock " + Escape.path(file) + ": cannot be opened: " + Disk.reason(e), e);
        }
        try {
            if (tryLock(channel)) {
                // The content is read through the same channel: closing another one would release the lock.
                holder(content(channel))
                        .filter(StateLock::mayRunElsewhere)
                        .ifPresent(other -> LOG.warn(
                                "lock {}: {} did not end in good order; see that it does not run any more, since not every"
                                        + " network file system keeps locks between hosts",
                                Escape.path(file),
                                other));
                channel.truncate(0);
                Disk.REAL.write(channel, ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(LockHolder.self())));
                return new StateLock(channel);
            }
        } catch (IOException e) {
            channel.close();
            throw new IOException("lock " + Escape.path(file) + ": cannot be taken: " + Disk.reason(e), e);
        }
        channel.close();
        throw new IOException("state folder " + Escape.path(state)
                + ": another caravan uses it; stop that one, or give this one a folder of its own (caravan.state)");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
            } catch (OverlappingFileLockException e) {
                // Another part of this JVM holds it.
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    /**
     * Returns the process that uses a state folder. Must not be called by that process itself, which
     * would lose its lock.
     *
     * @return empty where no process does
     * @throws IOException if a process uses it that cannot be found from here, or the folder cannot be read
     */
    public static Optional<LockHolder> holder(Path state) throws IOException {
        Path file = state.resolve(NAME);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<LockHolder> named = named(file);
            if (named.isPresent() && named.get().isAlive()) {
                return named;
            }
            // A shared lock needs no write permission.
            FileLock free = channel.tryLock(0, Long.MAX_VALUE, true);
            if (free != null) {
                return Optional.empty();
            }
            named = named(file);
            if (named.isPresent() && named.get().isAlive()) {
                return named;
            }
            throw new IOException("lock " + Escape.path(file) + ": is held by "
                    + named.map(LockHolder::toString).orElse("a process that does not say who it is")
                    + ", which cannot be seen from here: give the command where that one runs, on its host and in its"
                    + " container");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            throw new IllegalStateException("lock " + Escape.path(file) + ": is this process's own", e);
        }
    }

    /**
     * True for a process of another host, of which it is unknown whether it runs and whether the lock
     * works between the hosts.
     */
    private static boolean mayRunElsewhere(LockHolder holder) {
        LockHolder self = LockHolder.self();
        return !holder.boot().equals(self.boot()) && !holder.host().equals(self.host());
    }

    private static Optional<LockHolder> named(Path file) throws IOException {
        return holder(Files.readAllBytes(file));
    }

    private static byte[] content(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, bytes.position()) <= 0) {
                break;
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static Optional<LockHolder> holder(byte[] content) throws IOException {
        try {
            return content.length == 0
                    ? Optional.empty()
                    : Optional.of(Json.MAPPER.readValue(content, LockHolder.class));
        } catch (JsonProcessingException e) {
            // The content is half written or of another version; only the lock itself counts.
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                // The process may live on, but must not be found as the holder.
                channel.truncate(0);
            }
        }
    }
}
