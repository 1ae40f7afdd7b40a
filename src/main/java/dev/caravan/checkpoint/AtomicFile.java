package dev.caravan.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A small file that is replaced as a whole: after a crash during a write it has its old content or the new.
 *
 * <p>Single-threaded.
 */
final class AtomicFile {
    private final Path file;
    private final Path folder;
    private final Path temporary;
    private final Disk disk;

    AtomicFile(Path file, Disk disk) {
        this.file = file;
        this.folder = file.toAbsolutePath().getParent();
        this.temporary = file.resolveSibling(file.getFileName() + ".tmp");
        this.disk = disk;
    }

    Path path() {
        return file;
    }

    /** Removes the temporary file that a crash may have left, and returns the content; empty where there is no file. */
    Optional<byte[]> open() throws IOException {
        Disk.createFolder(folder);
        Files.deleteIfExists(temporary);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Replaces the content, and returns when the new one is on disk.
     *
     * @throws IOException if that failed: the content is the old or the new one, and the write may be tried again
     */
    void write(byte[] content) throws IOException {
        Disk.uninterrupted(() -> replace(content));
    }

    private void replace(byte[] content) throws IOException {
        try (FileChannel channel = disk.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            disk.write(channel, ByteBuffer.wrap(content));
            // This has to come before the rename: otherwise a crash could leave the new name without content.
            disk.force(channel);
        }
        disk.rename(temporary, file);
        disk.forceDirectory(folder);
    }
}
