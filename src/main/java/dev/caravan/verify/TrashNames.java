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
 * How many names of the target's files lie in Caravan's own folder: what went to the trash is still a name of the file that it was,
 * and is none of the tree. Read once, when somebody first asks. Any thread.
 */
final class TrashNames {
    private final Path own;
    private Map<SharedNames.File, Integer> names;

    TrashNames(Path target) {
        own = Exclusions.OWN.under(target);
    }

    /** 0 where there is none. */
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
                // Emptied meanwhile: it is none any more.
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
