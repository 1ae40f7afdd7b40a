package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A walk that several processes share: each lists single directories, and hands the subdirectories on to whichever process
 * is to list these. So it is over once no directory is left with anybody. Thread-safe.
 */
public interface SharedWalk {
    /**
     * A directory that is to be listed.
     *
     * @param ticket what is not to be forgotten until it was taken: of a directory that was found, the one under which it was
     *     found; of one to be listed, its own
     */
    record Directory(RelativePath path, Ticket ticket) {}

    /** Takes the next directory for this process, whose ticket the caller releases when it is done; empty where none waits. */
    Optional<Directory> poll();

    /** Hands on directories that were found. Each ticket is retained until others know of its directory. */
    void handOn(List<Directory> found);

    /** Directories that were taken and not done: they are taken again, under the same tickets. */
    void putBack(Collection<Directory> taken);

    /** How many wait for this process. */
    int waiting();
}
