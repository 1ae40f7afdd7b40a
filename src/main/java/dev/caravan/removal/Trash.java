package dev.caravan.removal;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Moves entries to the trash, {@code .caravan/trash/DATE/N/PATH} on the target, each by one rename. Thread-safe, also
 * beside other processes that use the same trash.
 *
 * <p>N counts from 0, for entries that are removed from the same path on one day.
 */
public final class Trash implements Removal {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Tries where the trash's directories go while an entry is moved there: somebody restores, or empties the trash. */
    private static final int TRIES = 100;

    private final Path folder;
    private final Posix posix;
    private final Clock clock;

    public Trash(Path target, Posix posix, Clock clock) {
        this.posix = posix;
        this.clock = clock;
        folder = Exclusions.OWN.under(target).resolve("trash");
    }

    @Override
    public Optional<Path> remove(Folder holder, String name, RelativePath path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return move(holder.entry(name), path);
            } catch (NoSuchFileException e) {
                if (posix.look(holder.entry(name)).isEmpty()) {
                    // Another process has just moved it to the trash.
                    return Optional.empty();
                }
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Moves the entry, and returns the numbered folder in which it is now. */
    private Optional<Path> move(Path entry, RelativePath path) throws IOException {
        Path ofDay = folder.resolve(LocalDate.now(clock).toString());
        if (!ensureDirectory(ofDay)) {
            throw new IOException(
                    "trash " + Escape.path(ofDay) + ": is no directory, or one above it is none: move it away");
        }
        for (int number = 0; ; number++) {
            Path numbered = ofDay.resolve(String.valueOf(number));
            Path place = path.under(numbered);
            if (ensureDirectory(place.getParent()) && tryMove(entry, place, path)) {
                return Optional.of(numbered);
            }
        }
    }

    /** False where the place is taken, by an entry that was trashed before or, at this moment, from below the path. */
    private boolean tryMove(Path entry, Path place, RelativePath path) throws IOException {
        try {
            posix.renameToFree(entry, place);
            return true;
        } catch (IOException e) {
            if (Errno.EEXIST.is(e) || Errno.ENOTEMPTY.is(e)) {
                if (posix.look(entry).isEmpty()) {
                    throw new NoSuchFileException(entry.toString());
                }
                return false;
            }
            if (!Errno.EXDEV.is(e)) {
                throw e;
            }
            // The cause is left out, so that this message is the one that is reported.
            throw new IOException(path + ": is not on the source any more, and stays on the target: no rename"
                    + " leads from its file system, or its project, to the trash in " + Escape.path(folder)
                    + ": remove it by hand, or set caravan.delete to delete");
        }
    }

    /**
     * Makes a directory and those above it.
     *
     * @return false where an entry that was trashed before is in the way; also a symbolic link, which may lead anywhere
     */
    private boolean ensureDirectory(Path directory) throws IOException {
        if (!directory.equals(folder) && !ensureDirectory(directory.getParent())) {
            return false;
        }
        Optional<Entry> standing = Lstat.read(directory);
        if (standing.isPresent()) {
            return standing.get().isDirectory();
        }
        try {
            Files.createDirectory(directory, PRIVATE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return ensureDirectory(directory);
        }
    }
}
