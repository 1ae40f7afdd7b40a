package dev.caravan.copy;

import dev.caravan.change.Fence;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Removal;
import dev.caravan.trees.FoldedNames;
import dev.caravan.trees.TouchedDirectories;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Removes entries from the target: those that the source has no longer, and those that are in the way of a new entry.
 * Each goes to the trash, or is deleted, in {@code take}. Any thread; one thread per path.
 */
final class Remover {
    private final Posix posix;
    private final TouchedDirectories touched;
    private final Removal removal;
    private final Parents parents;
    private final FoldedNames folded;
    private final Links links;
    private final FileCopy file;
    private final Outcomes outcomes;
    private final CopyMeters meters;

    Remover(
            Trees trees,
            Removal removal,
            Parents parents,
            FoldedNames folded,
            Links links,
            FileCopy file,
            Outcomes outcomes,
            CopyMeters meters) {
        posix = trees.posix();
        touched = trees.touched();
        this.removal = removal;
        this.parents = parents;
        this.folded = folded;
        this.links = links;
        this.file = file;
        this.outcomes = outcomes;
        this.meters = meters;
    }

    /**
     * Carries out the removal of an entry that the source has no longer. Nothing is removed where the source has the
     * entry again, where the target's entry is that of another name, or where it is not the one of the look.
     */
    Verdict remove(Verdict.Remove remove) throws IOException {
        RelativePath path = remove.task().path();
        if (isOnSource(path)) {
            return outcomes.changed(remove, "it is back");
        }
        if (folded.owner(path) != FoldedNames.Owner.ITSELF) {
            return outcomes.nothingToRemove(remove);
        }
        file.forget(path);
        Optional<Folder> opened = parents.openTarget(path.parent());
        if (opened.isPresent()) {
            try (Folder folder = opened.get()) {
                if (!Fence.mayWrite(remove.task().ticket())) {
                    return outcomes.lost(remove);
                }
                if (!removeFrom(folder, remove)) {
                    return outcomes.changed(remove, "another process wrote it meanwhile");
                }
            } finally {
                touched.touch(path.parent());
            }
            // Another process may have copied it in between, and be content with that: it was removed just now.
            if (isOnSource(path)) {
                return outcomes.changed(remove, "it came back while it was removed");
            }
        }
        return outcomes.removed(remove);
    }

    /** Removes the entry; false where it is not the one that the look has seen. */
    private boolean removeFrom(Folder folder, Verdict.Remove remove) throws IOException {
        RelativePath path = remove.task().path();
        Optional<Entry> standing = posix.look(folder.entry(path.name()));
        if (standing.isPresent() && !Replacement.isSame(standing.get(), remove.target())) {
            return false;
        }
        boolean isDirectory = standing.filter(Entry::isDirectory).isPresent();
        if (TemporaryName.is(path.name()) && !isDirectory) {
            posix.delete(folder.entry(path.name()));
        } else if (standing.isPresent()) {
            links.trashed(path, take(folder, path.name(), path));
            meters.removed.increment();
        }
        return true;
    }

    /**
     * True where the source has an entry at this path. An entry that is reached only through a symbolic link above it
     * does not count.
     */
    private boolean isOnSource(RelativePath path) throws IOException {
        Optional<Folder> opened = parents.openSource(path.parent());
        if (opened.isEmpty()) {
            return false;
        }
        try (Folder folder = opened.get()) {
            // Sockets are not copied, so the target's entry at the path is removed.
            return posix.look(folder.entry(path.name()))
                    .filter(entry -> entry.type() != Entry.Type.SOCKET && entry.type() != Entry.Type.OTHER)
                    .isPresent();
        }
    }

    /** Removes the target's entry, which is in the way of another. */
    void removeTarget(Place place) throws IOException {
        links.trashed(place.path, place.removeTarget(this::take));
    }

    /** Removes the old entry, which has the temporary name after a swap with the new one. */
    void removeSwapped(Place place) throws IOException {
        links.trashed(place.path, place.removeTemporary(this::take));
    }

    /** Removes what a crash left under the temporary name. */
    void removeLeftover(Place place) throws IOException {
        place.removeTemporary(this::take);
    }

    /** Takes an entry and all below it to the trash, or deletes it; every removal but a temporary file's ends here. */
    private Optional<Path> take(Folder folder, String name, RelativePath path) throws IOException {
        return removal.remove(folder, name, path);
    }
}
