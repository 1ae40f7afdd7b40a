package dev.caravan.chaos;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A reader of the target while it is written: each {@link Sealed} file has to be whole, and under one name never older than it was
 * before. Any thread, one after another.
 */
final class Sampler {
    private final Path root;
    private final Violations violations;
    private final Map<Path, Long> versions = new HashMap<>();

    /** What a power cut left in pieces is Caravan's to find, and nobody reads it meanwhile. */
    private final Set<Object> inPieces = new HashSet<>();

    private long read;

    /** Takes the target back. */
    @FunctionalInterface
    interface Cut {
        void run() throws IOException, InterruptedException;
    }

    Sampler(Path root, Violations violations) {
        this.root = root;
        this.violations = violations;
    }

    /** Reads all of them. */
    synchronized void sample() throws IOException {
        for (Path file : sealed()) {
            try {
                read(file);
            } catch (Sealed.Broken e) {
                if (!inPieces.contains(inode(file))) {
                    violations.add("half a file on the target: " + shown(file) + ": " + e.getMessage());
                }
            } catch (FileSystemException e) {
                // Gone meanwhile, or a directory above it is something else.
                if (Files.exists(file, NOFOLLOW_LINKS)) {
                    throw e;
                }
                versions.remove(file);
            }
        }
    }

    private void read(Path file) throws IOException, Sealed.Broken {
        long version = Sealed.version(file, Files.readAllBytes(file));
        read++;
        Long before = versions.put(file, version);
        if (before != null && before > version) {
            violations.add(
                    "older after newer on the target: " + shown(file) + ": version " + version + " after " + before);
        }
    }

    /**
     * The target becomes the one of an earlier moment, while nobody reads it; nobody writes to it yet.
     *
     * @param cut takes it back
     */
    synchronized void goBack(Cut cut) throws IOException, InterruptedException {
        cut.run();
        versions.clear();
        for (Path file : sealed()) {
            try {
                read(file);
            } catch (Sealed.Broken e) {
                inPieces.add(inode(file));
            }
        }
    }

    /** How many files were read so far. */
    synchronized long read() {
        return read;
    }

    private static Object inode(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino", NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return -1L;
        }
    }

    private String shown(Path file) {
        return Escape.path(root.relativize(file));
    }

    private List<Path> sealed() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(root.resolve(".caravan"))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && Sealed.is(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
