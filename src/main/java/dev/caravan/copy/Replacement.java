package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Removal;
import java.io.IOException;
import java.util.Optional;

/**
 * A new entry under its temporary name, until it takes the old entry's place by a rename. Whoever looks meanwhile, and whatever fails,
 * sees the old entry or the new one. Closing it deletes a new entry that has not taken its place. One thread.
 */
final class Replacement implements AutoCloseable {
    private final Posix posix;
    private final Removal removal;
    private final Links links;
    private final CopyMeters meters;
    private final Verdict.Apply apply;
    private final Place place;

    /** False as soon as the temporary name is not the new entry's any more. */
    private boolean isTemporary = true;

    /** Makes nothing yet. */
    Replacement(Posix posix, Removal removal, Links links, CopyMeters meters, Verdict.Apply apply, Place place) {
        this.posix = posix;
        this.removal = removal;
        this.links = links;
        this.meters = meters;
        this.apply = apply;
        this.place = place;
    }

    /** Frees the temporary name of what a crash has left there; no other thread has this path in its hands. */
    void clear() throws IOException {
        isTemporary = false;
        boolean isDirectory =
                posix.look(place.temporary()).filter(Entry::isDirectory).isPresent();
        if (isDirectory || apply.source().isDirectory()) {
            // It may be the old entry, which was swapped with the new one just before the crash.
            place.removeTemporary(removal);
        } else {
            posix.delete(place.temporary());
        }
        isTemporary = true;
    }

    /**
     * Gives the new entry its name.
     *
     * @return false where a directory of that name was made and filled a moment ago: nothing has changed then
     */
    boolean takePlace() throws IOException {
        try {
            replace();
            return true;
        } catch (IOException e) {
            if (apply.source().isDirectory() && (Errno.ENOTEMPTY.is(e) || Errno.EEXIST.is(e))) {
                return false;
            }
            throw e;
        }
    }

    /** A file cannot be renamed over a directory, nor a directory over anything else: the two are swapped, and the old one goes. */
    private void replace() throws IOException {
        boolean isDirectory = apply.source().isDirectory();
        boolean mayBeInTheWay =
                isDirectory || apply.target().filter(Entry::isDirectory).isPresent();
        Optional<Entry> standing = mayBeInTheWay ? posix.look(place.target()) : Optional.empty();
        if (standing.isEmpty() || standing.get().isDirectory() == isDirectory) {
            rename();
            // A rename leaves two names of one file as they are.
            isTemporary = apply.source().isHardLinked();
            return;
        }
        if (posix.exchange(place.temporary(), place.target())) {
            isTemporary = false;
            removeSwapped();
        } else {
            links.trashed(place.path, place.removeTarget(removal));
            rename();
            isTemporary = false;
        }
        meters.removed.increment();
    }

    private void rename() throws IOException {
        posix.rename(place.temporary(), place.target());
    }

    /**
     * The old entry has the temporary name now. Where it cannot be removed, the two are swapped back, since it must not be lost. Where
     * that fails too, it keeps the temporary name until the next try.
     */
    private void removeSwapped() throws IOException {
        try {
            links.trashed(place.path, place.removeTemporary(removal));
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
