package dev.caravan.verify;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the hard links to the target's files that lie in Caravan's own folder. A file in the trash may still be a link
 * to a file of the tree. The folder is read once, at the first call. Thread-safe.
 */
final class TrashNames {
    private final Path own;
    private Map<SharedNames.File, Integer> names;

    TrashNames(Path target) {
        own = Exclusions.OWN.under(target);
    }

    /** The number of links to this file in the folder; 0 where there are none. */
    synchronized int of(Entry target) throws IOException {
        if (names == null) {
            names = read();
        }
        return names.getOrDefault(SharedNames.File.of(target), 0);
    }

    private Map<SharedNames.File, Integer> read() throws IOException {
        Map<SharedNames.File, Integer> found = new HashMap<>();
        if (Lstat.read(own).isEmpty()) {
            return found;
        }
        Files.walkFileTree(own, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Optional<Entry> entry = Lstat.read(file).filter(Entry::isHardLinked);
                entry.ifPresent(each -> found.merge(SharedNames.File.of(each), 1, Integer::sum));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // The trash was emptied meanwhile: this link no longer exists.
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
