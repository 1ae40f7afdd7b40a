package dev.caravan.checkpoint;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The steps of a durable write, one method each, so that a test can fail or crash at any of
 * them. Stateless; any thread.
 */
class Disk {
    static final Disk REAL = new Disk();

    FileChannel open(Path path, OpenOption... options) throws IOException {
        return FileChannel.open(path, options);
    }

    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** Returns when content and length are on disk. */
    void force(FileChannel file) throws IOException {
        file.force(true);
    }

    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns when the directory's renames are on disk. On Linux a directory can be opened for reading, and forced. */
    void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes the state folder where there is none; it may be a symbolic link to one. */
    static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new IOException("state folder " + Escape.path(folder) + ": cannot be made: " + reason(e), e);
            }
        }
    }

    /** The exception's class and message: NIO's messages often are only the path. */
    static String reason(Exception e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName() + (message == null ? "" : " (" + Escape.latin1(message) + ")");
    }

    /** A step that may fail. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /**
     * Runs the action to its end, even if the thread is interrupted, which closes the channel in use: then the action
     * is run again from its beginning. What has to be on disk must not depend on a pool that is shut down meanwhile.
     */
    static void uninterrupted(Action action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    action.run();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
