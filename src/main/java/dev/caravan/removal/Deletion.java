package dev.caravan.removal;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Deletes an entry and everything below it for good. No symbolic link is followed, whatever somebody
 * puts there meanwhile. Thread-safe.
 */
public final class Deletion implements Removal {
    private static final int OF_OWNER = 0700;

    private final Posix posix;

    public Deletion(Posix posix) {
        this.posix = posix;
    }

    @Override
    public Optional<Path> remove(Folder folder, String name, RelativePath path) throws IOException {
        Path entry = folder.entry(name);
        if (posix.look(entry).map(Entry::isDirectory).orElse(false)) {
            try (Folder directory = folder.open(name)) {
                emptyUnlocked(directory, path);
            } catch (NoSuchFileException e) {
                // Another process has just deleted it.
                return Optional.empty();
            }
        }
        posix.delete(entry);
        return Optional.empty();
    }

    /** Empties a directory, also one whose mode forbids its owner to write. */
    private void emptyUnlocked(Folder directory, RelativePath path) throws IOException {
        try {
            empty(directory, path);
        } catch (AccessDeniedException e) {
            posix.setMode(directory.self(), OF_OWNER);
            empty(directory, path);
        }
    }

    private void empty(Folder directory, RelativePath path) throws IOException {
        // Folder.list cannot be nested, and a list of the names may be too large for the memory.
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.self())) {
            for (Path entry : entries) {
                String name = FileNames.toLatin1(entry.getFileName());
                remove(directory, name, path.child(name));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
