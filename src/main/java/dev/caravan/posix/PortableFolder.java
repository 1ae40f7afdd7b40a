package dev.caravan.posix;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A directory by its path; nothing is held open. */
record PortableFolder(Path self) implements Folder {
    @Override
    public Path entry(String name) {
        return self.resolve(FileNames.toPath(name));
    }

    @Override
    public Folder open(String name) throws IOException {
        Path path = entry(name);
        Entry entry = Lstat.read(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
        if (!entry.isDirectory()) {
            throw new NotDirectoryException(path.toString());
        }
        return new PortableFolder(path);
    }

    @Override
    public <E extends Exception> void list(Taker<E> names) throws IOException, E {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(self)) {
            for (Path entry : entries) {
                names.take(FileNames.toLatin1(entry.getFileName()), true);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
