package dev.caravan.chaos;

import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Changes that are easily missed: of equal size and time, behind an open file, of two names at once. */
final class HiddenMutations implements AutoCloseable {
    private static final int MOST_OPEN = 8;

    private final SourceEntries entries;
    private final Consumer<Path> named;
    private final Random random;
    private final Posix posix = new NativePosix();
    private final List<Writer> writers = new ArrayList<>();
    private int made;

    /** Somebody who looked a file up once, and holds it open. */
    private record Writer(Path file, FileChannel channel) {}

    /** Of plain files and directories among these. */
    HiddenMutations(SourceEntries entries, Consumer<Path> named, Random random) {
        this.entries = entries;
        this.named = named;
        this.random = random;
    }

    Map<String, Mutations.Kind> kinds() {
        Map<String, Mutations.Kind> kinds = new LinkedHashMap<>();
        kinds.put("same size and time", () -> {
            Path file = filled();
            FileTime modified = Files.getLastModifiedTime(file);
            writeIn(file, Files.size(file));
            return Files.setLastModifiedTime(file, modified);
        });
        kinds.put("another file of the same size and time", () -> {
            Path file = filled();
            Path other = file.resolveSibling("made to be alike " + made++);
            named.accept(other);
            Files.copy(file, other, StandardCopyOption.COPY_ATTRIBUTES);
            writeIn(other, Files.size(file));
            Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
            return Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        });
        kinds.put("changed in the middle and lengthened", () -> {
            Path file = filled();
            writeIn(file, Files.size(file));
            return Files.write(file, bytes(200), StandardOpenOption.APPEND);
        });
        kinds.put("opened", this::open);
        kinds.put("opened, too", this::open);
        kinds.put("two files swapped", () -> swap(filled(), filled()));
        kinds.put("two directories swapped", () -> {
            Path one = entries.directory();
            return swap(
                    one,
                    entries.draw(entry ->
                            SourceEntries.isDirectory(entry) && !entry.startsWith(one) && !one.startsWith(entry)));
        });
        return kinds;
    }

    /** Who holds a file open writes now and then, and closes it in the end; nothing tells of that. */
    void tick() throws IOException {
        if (writers.isEmpty() || random.nextInt(3) > 0) {
            return;
        }
        Writer writer = writers.get(random.nextInt(writers.size()));
        writer.channel()
                .write(
                        ByteBuffer.wrap(bytes(100)),
                        random.nextInt((int) writer.channel().size() + 1));
        if (random.nextInt(12) == 0) {
            writers.remove(writer);
            writer.channel().close();
        }
    }

    private Path open() throws IOException {
        Path file = filled();
        if (writers.size() < MOST_OPEN) {
            writers.add(new Writer(file, FileChannel.open(file, StandardOpenOption.WRITE)));
        }
        return file;
    }

    private Path swap(Path one, Path other) throws IOException {
        posix.exchange(one, other);
        return one;
    }

    /** Sealed ones are written as a whole only; and nothing huge. */
    private Path filled() throws IOException {
        return entries.draw(entry -> SourceEntries.isFile(entry) && !Sealed.is(entry) && isFilled(entry));
    }

    private static boolean isFilled(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void writeIn(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            int length = (int) Math.min(size, 1 + random.nextInt(1000));
            channel.write(ByteBuffer.wrap(bytes(length)), random.nextInt((int) (size - length) + 1));
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (Writer writer : writers) {
            writer.channel().close();
        }
        writers.clear();
    }
}
