package dev.caravan.checkpoint;

import dev.caravan.change.Escape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second Caravan off the folder of the state. The kernel gives the lock back when the process ends, however it ends. */
public final class StateLock implements Closeable {
    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws IOException if another process holds it
     */
    public static StateLock take(Path state) throws IOException {
        FileChannel channel = FileChannel.open(
                state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isTaken(channel)) {
            channel.close();
            throw new IOException("state " + Escape.path(state)
                    + ": another Caravan uses this folder; stop that one, or give this one its own caravan.state");
        }
        return new StateLock(channel);
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
