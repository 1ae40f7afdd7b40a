package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A new entry that is made under its temporary name and then renamed over the old entry. At any moment, and after any
 * failure, the path leads to the old entry or to the new one; only where the file system cannot swap a file and a
 * directory, the path is empty for a moment. Closing it deletes a new entry that was not renamed. Single-threaded.
 */
final class Replacement implements AutoCloseable {
    private final Posix posix;
    private final Remover remover;
    private final CopyMeters meters;
    private final Verdict.Apply apply;
    private final Place place;

    /** False once the temporary name no longer leads to the new entry. */
    private boolean isTemporary = true;

    Replacement(Posix posix, Remover remover, CopyMeters meters, Verdict.Apply apply, Place place) {
        this.posix = posix;
        this.remover = remover;
        this.meters = meters;
        this.apply = apply;
        this.place = place;
    }

    /** Removes what a crash left under the temporary name. No other thread works on this path. */
    void clear() throws IOException {
        isTemporary = false;
        boolean isDirectory =
                posix.look(place.temporary()).filter(Entry::isDirectory).isPresent();
        if (isDirectory || apply.source().isDirectory()) {
            // It may be the old entry, if the crash came just after it was swapped with the new one.
            remover.removeLeftover(place);
        } else {
            posix.delete(place.temporary());
        }
        isTemporary = true;
    }

    /**
     * Makes sure, after a copy that took long, that the temporary name still leads to the file that was made, and that
     * the old entry is still the one of the look. A process that was stopped for a while may have been taken for dead,
     * and others have gone on without it.
     *
     * @return false where another process has put its own entry in the place meanwhile
     * @throws IOException if the temporary file is not the one that was made
     */
    boolean isStillInPlace() throws IOException {
        Optional<Entry> made = posix.look(place.temporary());
        if (made.isEmpty() || !place.inode().equals(OptionalLong.of(made.get().inode()))) {
            // It is another's, or is gone.
            isTemporary = false;
            throw new IOException(place.path
                    + ": its temporary file was removed or replaced while it was copied; it is copied again");
        }
        Optional<Entry> standing = posix.look(place.target());
        return standing.isPresent() == apply.target().isPresent()
                && (standing.isEmpty() || isSame(standing.get(), apply.target().get()));
    }

    /**
     * True where both looks may have seen one entry. A file's inode number tells little: file systems give it again to
     * the next file, and some FUSE file systems give a file another one.
     */
    static boolean isSame(Entry one, Entry other) {
        if (one.type() != other.type()) {
            return false;
        }
        boolean hasSameTime = one.modified().equals(other.modified());
        return one.isDirectory()
                ? one.inode() == other.inode() || hasSameTime
                : one.size() == other.size() && hasSameTime;
    }

    /**
     * Renames the new entry into its place.
     *
     * @return false where another process or thread has just made an entry of that name: then nothing has changed
     */
    boolean takePlace() throws IOException {
        try {
            return replace();
        } catch (IOException e) {
            if (apply.source().isDirectory() && (Errno.ENOTEMPTY.is(e) || Errno.EEXIST.is(e))) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Renames the new entry over the old one. A file cannot be renamed over a directory, nor a directory over a file:
     * such a pair is swapped, and then the old entry is removed. Where the file system cannot swap, the old entry is
     * removed first.
     *
     * @return false where the entry that was swapped out is not the old one; then the two were swapped back
     */
    private boolean replace() throws IOException {
        boolean isDirectory = apply.source().isDirectory();
        boolean mayBeInTheWay =
                isDirectory || apply.target().filter(Entry::isDirectory).isPresent();
        Optional<Entry> standing = mayBeInTheWay ? posix.look(place.target()) : Optional.empty();
        if (standing.isEmpty() || standing.get().isDirectory() == isDirectory) {
            rename();
            // A rename between two hard links of one file does nothing, so the temporary name may still exist.
            isTemporary = apply.source().isHardLinked();
            return true;
        }
        if (posix.exchange(place.temporary(), place.target())) {
            isTemporary = false;
            if (!removeSwapped(standing.get())) {
                return false;
            }
        } else {
            remover.removeTarget(place);
            rename();
            isTemporary = false;
        }
        meters.removed.increment();
        return true;
    }

    private void rename() throws IOException {
        posix.rename(place.temporary(), place.target());
    }

    /**
     * Removes the old entry, which has the temporary name after the swap. Where that fails, the two are swapped back,
     * so that the old entry is not lost. Where that fails too, it keeps the temporary name until the next try.
     *
     * @return false where another process had just put its own entry, perhaps a full directory, in the place of
     *     {@code old}; the two were swapped back
     */
    private boolean removeSwapped(Entry old) throws IOException {
        try {
            Optional<Entry> swapped = posix.look(place.temporary());
            if (swapped.isPresent() && !isSame(swapped.get(), old)) {
                isTemporary = posix.exchange(place.temporary(), place.target());
                return false;
            }
            remover.removeSwapped(place);
            return true;
        } catch (IOException e) {
            try {
                isTemporary = posix.exchange(place.temporary(), place.target());
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (isTemporary) {
            posix.delete(place.temporary());
        }
    }
}
