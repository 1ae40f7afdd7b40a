package dev.caravan.chaos;

import dev.caravan.testing.Mutations;
import dev.caravan.testing.SourceEntries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** What happens to {@link Sealed} files. */
final class SealedMutations {
    private static final int MOST_BYTES = 60_000;

    private final SourceEntries entries;
    private final Consumer<Path> named;
    private final Random random;
    private long made;
    private long versions;

    SealedMutations(SourceEntries entries, Consumer<Path> named, Random random) {
        this.entries = entries;
        this.named = named;
        this.random = random;
    }

    Map<String, Mutations.Kind> kinds() {
        Map<String, Mutations.Kind> kinds = new LinkedHashMap<>();
        kinds.put("sealed file", () -> write(entries.directory(), made++));
        kinds.put("another sealed file", () -> write(entries.directory(), made++));
        kinds.put("sealed file written in place", () -> overwrite(sealed()));
        kinds.put("sealed file written in place, time kept", () -> {
            Path file = sealed();
            FileTime modified = Files.getLastModifiedTime(file);
            overwrite(file);
            return Files.setLastModifiedTime(file, modified);
        });
        kinds.put("sealed file replaced", () -> {
            Path file = sealed();
            return write(file.getParent(), Sealed.id(file), file.getFileName());
        });
        kinds.put("sealed file replaced by one of its size and time", () -> {
            Path file = sealed();
            Path other = named(file.resolveSibling("new"));
            Files.write(other, Sealed.content(Sealed.id(file), versions++, (int) Files.size(file)));
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
            return Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        });
        kinds.put("sealed file removed", () -> {
            Path file = sealed();
            Files.delete(file);
            return file;
        });
        kinds.put("hard link to a sealed file", () -> {
            Path file = sealed();
            Path name = named(entries.directory().resolve("sealed-" + Sealed.id(file) + "." + made++));
            return Files.createLink(name, file);
        });
        return kinds;
    }

    /** Some to begin with. */
    void populate(int files) throws IOException {
        for (int i = 0; i < files; i++) {
            write(entries.directory(), made++);
        }
    }

    private Path sealed() throws IOException {
        return entries.draw(entry -> SourceEntries.isFile(entry) && Sealed.is(entry));
    }

    private Path named(Path path) {
        named.accept(path);
        return path;
    }

    private Path write(Path directory, long id) throws IOException {
        return write(directory, id, Path.of("sealed-" + id));
    }

    /** Under another name first, so that nobody sees a part of it. */
    private Path write(Path directory, long id, Path name) throws IOException {
        Path unfinished = named(directory.resolve("unfinished"));
        Files.write(unfinished, Sealed.content(id, versions++, random.nextInt(MOST_BYTES)));
        Path file = named(directory.resolve(name));
        return Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All of it by one call. */
    private Path overwrite(Path file) throws IOException {
        byte[] content = Sealed.content(Sealed.id(file), versions++, (int) Files.size(file));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content), 0);
        }
        return file;
    }
}
