package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Removal;
import dev.caravan.trees.ClockSkew;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A new entry in an old one's place: made under a temporary name, held against the source by a second look, and renamed. Whoever
 * looks meanwhile, and whatever fails, sees the old one or the new one. Any thread; one thread a path.
 */
final class Replacement {
    private final Posix posix;
    private final Removal removal;
    private final Links links;
    private final ClockSkew skew;
    private final CopyMeters meters;

    Replacement(Posix posix, Removal removal, Links links, ClockSkew skew, CopyMeters meters) {
        this.skew = skew;
        this.posix = posix;
        this.removal = removal;
        this.links = links;
        this.meters = meters;
    }

    /** Makes the new entry, finished, under the temporary name; false where the source was not whole at some moment. */
    @FunctionalInterface
    interface Maker {
        boolean make(Entry source, Place place) throws IOException;
    }

    /** What came of it; only where it is done has the target changed. */
    enum Outcome {
        DONE,
        WENT,
        CHANGED
    }

    Outcome replace(Verdict.Apply apply, Place place, Maker maker) throws IOException {
        try {
            boolean whole = makeAnew(apply.source(), place, maker);
            if (!whole || !isGoodEnough(apply, place)) {
                meters.discarded.increment();
                posix.delete(place.temporary());
                return Outcome.CHANGED;
            }
        } catch (NoSuchFileException | NotLinkException e) {
            posix.delete(place.temporary());
            return Outcome.WENT;
        } catch (IOException | RuntimeException e) {
            deleteQuietly(place.temporary(), e);
            throw e;
        }
        try {
            putInPlace(apply, place);
            return Outcome.DONE;
        } catch (IOException e) {
            if (apply.source().isDirectory() && (Errno.ENOTEMPTY.is(e) || Errno.EEXIST.is(e))) {
                // Whoever made what is in it made the directory first, a moment ago.
                meters.discarded.increment();
                return Outcome.CHANGED;
            }
            throw e;
        }
    }

    private boolean makeAnew(Entry source, Place place, Maker maker) throws IOException {
        try {
            return maker.make(source, place);
        } catch (FileAlreadyExistsException e) {
            // A crash left it; this path is in nobody else's hands. Where one of the two is a directory, it may be what
            // stood
            // here and was swapped.
            boolean isDirectory =
                    posix.look(place.temporary()).map(Entry::isDirectory).orElse(false);
            if (isDirectory || source.isDirectory()) {
                place.removeTemporary(removal);
            } else {
                posix.delete(place.temporary());
            }
            return maker.make(source, place);
        }
    }

    /** The second look. A hot file may have grown: its beginning is what was copied. */
    boolean isGoodEnough(Verdict.Apply apply, Place place) throws IOException {
        Entry first = apply.source();
        Optional<Entry> now = posix.look(place.source());
        if (now.isPresent()
                && !now.get().changed().equals(first.changed())
                && now.get().inode() == first.inode()) {
            skew.changedSince(apply.look().begin(), now.get());
        }
        return now.isPresent()
                && (now.get().isUnchangedSince(first)
                        || (apply.hot()
                                && now.get().inode() == first.inode()
                                && now.get().type() == first.type()
                                && now.get().size() >= first.size()));
    }

    /** A file cannot be renamed over a directory, nor a directory over anything else: the two are swapped, and the old one goes. */
    private void putInPlace(Verdict.Apply apply, Place place) throws IOException {
        Entry.Type type = apply.source().type();
        boolean mayBeInTheWay = type == Entry.Type.DIRECTORY
                || apply.target().map(Entry::isDirectory).orElse(false);
        boolean isSwapped;
        try {
            Optional<Entry> standing = mayBeInTheWay ? posix.look(place.target()) : Optional.empty();
            if (standing.isEmpty() || standing.get().isDirectory() == (type == Entry.Type.DIRECTORY)) {
                rename(apply.source(), place);
                return;
            }
            isSwapped = posix.exchange(place.temporary(), place.target());
            if (!isSwapped) {
                links.trashed(place.path, place.removeTarget(removal));
                posix.rename(place.temporary(), place.target());
            }
        } catch (IOException | RuntimeException e) {
            deleteQuietly(place.temporary(), e);
            throw e;
        }
        if (isSwapped) {
            removeSwapped(place);
        }
        meters.removed.increment();
    }

    private void rename(Entry source, Place place) throws IOException {
        posix.rename(place.temporary(), place.target());
        // Two names of one file: a rename leaves them as they are.
        if (source.isHardLinked()) {
            posix.delete(place.temporary());
        }
    }

    /**
     * The old entry has the temporary name now. Where it cannot go, the two are swapped back: it is not ours to lose. Where they
     * cannot, it keeps that name for whoever comes next.
     */
    private void removeSwapped(Place place) throws IOException {
        try {
            links.trashed(place.path, place.removeTemporary(removal));
        } catch (IOException e) {
            if (posix.exchange(place.temporary(), place.target())) {
                deleteQuietly(place.temporary(), e);
            }
            throw e;
        }
    }

    private void deleteQuietly(Path temporary, Exception failure) {
        try {
            posix.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
