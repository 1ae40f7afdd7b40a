package dev.caravan;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Something to copy, of random bytes: no file system makes less of them.
 *
 * @param root the folder
 * @param files how many regular files it has
 * @param directories how many directories, the folder itself not counted
 * @param bytes how many all files have together
 */
record SampleTree(Path root, long files, long directories, long bytes) {
    private static final int SMALL_FILES = 20_000;
    private static final int SMALL_DIRECTORIES = 200;
    private static final int SMALL_BOUND = 16 << 10;
    private static final int BLOCK = 1 << 20;

    /** Many small files, of the same names and sizes for the same seed. */
    static SampleTree small(Path root, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Files.createDirectory(root);
        for (int i = 0; i < SMALL_DIRECTORIES; i++) {
            Files.createDirectory(root.resolve("directory-" + i));
        }
        for (int i = 0; i < SMALL_FILES; i++) {
            byte[] data = new byte[random.nextInt(1 << 10, SMALL_BOUND + 1)];
            random.nextBytes(data);
            Files.write(root.resolve("directory-" + i % SMALL_DIRECTORIES).resolve("file-" + i), data);
        }
        return of(root);
    }

    /** One large file. */
    static SampleTree large(Path root, long mebibytes) throws IOException {
        SplittableRandom random = new SplittableRandom(mebibytes);
        Files.createDirectory(root);
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(root.resolve("large"))) {
            for (long i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return of(root);
    }

    /** What is there; Caravan's own folder is none of it. */
    private static SampleTree of(Path root) throws IOException {
        long files = 0;
        long directories = -1;
        long bytes = 0;
        for (Path entry : entries(root)) {
            if (entry.startsWith(root.resolve(".caravan"))) {
                continue;
            }
            if (Files.isDirectory(entry)) {
                directories++;
            } else {
                files++;
                bytes += Files.size(entry);
            }
        }
        return new SampleTree(root, files, directories, bytes);
    }

    /** How many entries a whole copy has made. */
    long entries() {
        return files + directories;
    }

    /** Fails where the copy is not whole. */
    void requireCopied(Path target) throws IOException {
        SampleTree copy = of(target);
        if (!copy.equals(new SampleTree(target, files, directories, bytes))) {
            throw new IllegalStateException("a copy is not whole: " + copy + " of " + this);
        }
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path root) throws IOException {
        for (Path entry : entries(root)) {
            Files.delete(entry);
        }
    }

    /** All entries, the deepest first. */
    private static List<Path> entries(Path root) throws IOException {
        try (Stream<Path> entries = Files.walk(root)) {
            return entries.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
