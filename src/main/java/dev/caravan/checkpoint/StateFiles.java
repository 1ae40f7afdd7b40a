package dev.caravan.checkpoint;

import dev.caravan.change.StateFolder;
import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The small files in the state folder, for stages without a file format of their own. Thread-safe; one file at a time.
 */
public final class StateFiles implements StateFolder {
    private final Path folder;
    private final Disk disk;

    /**
     * The files of this folder, which is made when first needed.
     *
     * @param folder the state folder, whose lock the caller holds
     */
    public StateFiles(Path folder) {
        this(folder, Disk.REAL);
    }

    StateFiles(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    @Override
    public synchronized Optional<byte[]> read(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void write(String name, byte[] content) throws IOException {
        Path path = folder.resolve(name);
        Disk.createFolder(folder);
        try {
            file(name).write(content);
        } catch (IOException e) {
            throw new IOException(
                    "state file " + Escape.path(path) + ": cannot be written: " + Disk.reason(e)
                            + ": free some space or mend the disk",
                    e);
        }
    }

    private AtomicFile file(String name) {
        return new AtomicFile(folder.resolve(name), disk);
    }
}
