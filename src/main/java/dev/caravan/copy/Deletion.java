package dev.caravan.copy;

import dev.caravan.change.RelativePath;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** No way back: deletes the entry and everything below it. No link is followed. */
final class Deletion implements Removal {
    private final Path target;

    Deletion(Path target) {
        this.target = target;
    }

    @Override
    public void remove(RelativePath path) throws IOException {
        Files.walkFileTree(path.under(target), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
