package dev.caravan.walk;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import dev.caravan.trees.Belonging;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Lists directories, of the source and of the target, without what is excluded. Any thread. Of directories with very many names one
 * is held at a time: whoever finds another waits, with what was read of it so far.
 */
final class Listing {
    private static final int MANY = 100_000;

    private final Roots roots;
    private final Posix posix;
    private final Exclusions exclusions;
    private final Semaphore large = new Semaphore(1);

    Listing(Roots roots, Posix posix, Exclusions exclusions) {
        this.roots = roots;
        this.posix = posix;
        this.exclusions = exclusions;
    }

    /**
     * Lists; the source first, so that what is copied meanwhile is not taken for something that only the target has.
     *
     * @param onTarget false where the target has nothing in it yet
     * @return to be closed; empty where the source has no such directory any more
     * @throws IOException if one side could not be listed to its end: then it is not known what is missing
     */
    Optional<SortedNames> of(RelativePath directory, boolean onTarget) throws IOException, InterruptedException {
        Lease lease = new Lease();
        try {
            Optional<List<String>> source = names(roots.source(), directory, lease);
            if (source.isEmpty()) {
                return Optional.empty();
            }
            List<String> target =
                    onTarget ? names(roots.target(), directory, lease).orElse(List.of()) : List.of();
            Lease held = lease;
            lease = null;
            return Optional.of(new SortedNames(directory, source.get(), target, held::end));
        } finally {
            if (lease != null) {
                lease.end();
            }
        }
    }

    private Optional<List<String>> names(Path root, RelativePath directory, Lease lease)
            throws IOException, InterruptedException {
        try (Folder folder = posix.open(root, directory);
                DirectoryStream<Path> stream = Files.newDirectoryStream(folder.self())) {
            if (root.equals(roots.source())) {
                checkOnSource(directory, folder);
            }
            List<String> names = new ArrayList<>();
            for (Path listed : stream) {
                String name = FileNames.toLatin1(listed.getFileName());
                if (!exclusions.match(directory.child(name))) {
                    names.add(name);
                    lease.count();
                }
            }
            Collections.sort(names);
            return Optional.of(names);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Of a source that is unmounted, the directories below its mount show, which may have names too. */
    private void checkOnSource(RelativePath directory, Folder folder) throws IOException {
        Optional<Entry> self = posix.look(folder.self());
        if (self.isPresent() && roots.belonging(directory, self.get()) == Belonging.UNKNOWN) {
            throw new LostRootException("directory " + directory + ": is not on the source's file system");
        }
    }

    /** The right to hold many names. */
    private final class Lease {
        private int names;
        private boolean isLarge;

        void count() throws InterruptedException {
            names++;
            if (names > MANY && !isLarge) {
                large.acquire();
                isLarge = true;
            }
        }

        void end() {
            if (isLarge) {
                isLarge = false;
                large.release();
            }
        }
    }
}
