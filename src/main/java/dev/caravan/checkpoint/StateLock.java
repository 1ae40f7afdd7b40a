package dev.caravan.checkpoint;

import dev.caravan.change.Escape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to write in a folder of state, which one process has at a time: a second one would replace files that the first goes on
 * appending to, and what the first records then would be lost. The kernel takes it back from a process that died.
 */
public final class StateLock implements Closeable {
    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param state the folder; made where there is none
     * @throws IOException if another process has it, or the folder cannot be written
     */
    public static StateLock acquire(Path state) throws IOException {
        Disk.createFolder(state);
        Path file = state.resolve("lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("lock " + Escape.path(file) + ": cannot be opened: " + Disk.reason(e), e);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new StateLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another one in this JVM has it.
        } catch (IOException e) {
            channel.close();
            throw new IOException("lock " + Escape.path(file) + ": cannot be taken: " + Disk.reason(e), e);
        }
        channel.close();
        throw new IOException("state folder " + Escape.path(state)
                + ": another caravan uses it; stop that one, or give this one a folder of its own (caravan.state)");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
