package dev.caravan.trees;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code .caravan/marker} on a target, whose random content identifies it. Thread-safe. */
final class TargetMark {
    private static final Logger LOG = LoggerFactory.getLogger(TargetMark.class);
    private static final String NAME = "marker";

    private final Path target;
    private final Path own;
    private final Path file;

    /**
     * The marker of this target, which need not exist.
     *
     * @param own Caravan's own folder on the target
     */
    TargetMark(Path target, Path own) {
        this.target = target;
        this.own = own;
        file = own.resolve(NAME);
    }

    boolean isThere() {
        return Files.exists(file);
    }

    /** The mark; empty where there is none, or it cannot be read. */
    String read() {
        try {
            return load();
        } catch (IOException e) {
            return "";
        }
    }

    /** The mark, which has to be there. */
    String load() throws IOException {
        return Files.readString(file).strip();
    }

    /**
     * Checks the mark before anything is written: an unmounted target must stay untouched.
     *
     * @param expected what it was before
     */
    void expect(String expected) throws LostRootException {
        String found = read();
        if (!expected.equals(found)) {
            throw new LostRootException("target " + Escape.path(target) + ": "
                    + (found.isEmpty() ? "has no marker " : "has another marker than before in ") + Escape.path(file)
                    + ", expected " + Escape.latin1(expected) + ": is the right file system mounted?");
        }
    }

    /**
     * Checks that the mark is still there.
     *
     * @param expected what it was at the start
     */
    void check(String expected) throws LostRootException {
        if (!read().equals(expected)) {
            throw new LostRootException("target " + Escape.path(target) + ": its marker " + Escape.path(file)
                    + " is gone or another's: is the file system still mounted?");
        }
    }

    /**
     * Writes a mark and returns when it is on disk: a later run that knows the mark refuses a target that lost it in a
     * power cut. Where several processes begin at once, the first one's mark stays.
     */
    void write() throws IOException {
        // Nobody else uses this name.
        Path made = own.resolve(NAME + "." + UUID.randomUUID() + ".new");
        try (FileChannel channel = FileChannel.open(
                made, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((UUID.randomUUID() + "\n").getBytes(US_ASCII)));
            channel.force(true);
        }
        try {
            place(made);
        } finally {
            Files.deleteIfExists(made);
        }
        force(own);
        force(target);
    }

    private void place(Path made) throws IOException {
        try {
            // Unlike a rename, this never replaces another process's marker.
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException e) {
            // It is empty where a machine went down while it was written; else another process has just written it.
            if (read().isEmpty()) {
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // The file system has no hard links.
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Forces a directory's new names to disk, where the file system can do that. */
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{}: is not forced to the disk: {}", Escape.path(directory), e.toString());
        }
    }
}
