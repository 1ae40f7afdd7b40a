package dev.caravan.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.posix.Lstat;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells the client of each lookup just before it is made, by a named pipe: what several processes tell is in one order, and a
 * process that is killed has told what it did. Any thread.
 *
 * <p>A message is an inode number in hex, a space, a name and a NUL: less than a pipe takes in at once, so none is torn here.
 */
public final class Lookups {
    static final char END = 0;

    private final Path root;
    /** Not a channel, which an interrupt of its thread would close for all. */
    private final OutputStream pipe;

    /**
     * Of names below this root.
     *
     * @param pipe somebody reads it already
     */
    public Lookups(Path root, Path pipe) throws IOException {
        this.root = root;
        this.pipe = new FileOutputStream(pipe.toString());
    }

    /** Somebody names this path: each of its components is looked up, as far as there are directories. */
    void path(Path path) {
        try {
            Path directory = root;
            for (Path name : path.equals(root) ? Path.of("/") : root.relativize(path)) {
                Optional<Entry> found = Lstat.read(directory);
                if (found.isEmpty() || !found.get().isDirectory()) {
                    return;
                }
                name(found.get().inode(), FileNames.toLatin1(name));
                directory = directory.resolve(name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Somebody looks up this name, bytes one to a char, in the directory with this number. */
    void name(long directoryInode, String name) {
        byte[] message = (Long.toHexString(directoryInode) + " " + name + END).getBytes(ISO_8859_1);
        try {
            pipe.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
