package dev.caravan.testing;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes of every kind to a tree, the same for the same seed.
 *
 * <p>None changes a file's content and leaves its size and mtime: nobody finds that without reading all of both sides.
 */
public final class Mutations {
    private final Path root;
    private final SourceEntries entries;
    private final AttributeMutations attributes;
    private final Random random;

    /** Does one change and returns where. */
    @FunctionalInterface
    public interface Kind {
        Path change() throws IOException, InterruptedException;
    }

    public Mutations(Path root, long seed) throws IOException {
        this(root, new Random(seed), entry -> true, name -> {});
    }

    /**
     * Changes to this tree.
     *
     * @param drawable others are not changed themselves
     * @param named told of each name before it is used, but of none below a directory that goes
     */
    public Mutations(Path root, Random random, Predicate<Path> drawable, Consumer<Path> named) throws IOException {
        this.root = root;
        this.random = random;
        entries = new SourceEntries(root, random, drawable, named);
        attributes = new AttributeMutations(root, entries, random);
    }

    /** Does so many changes of attributes alone, and returns what was done. */
    public List<String> ofAttributes(int count) throws IOException, InterruptedException {
        return mutate(count, attributes.kinds());
    }

    /** Does so many changes, of every kind about as often, and returns what was done. */
    public List<String> ofAll(int count) throws IOException, InterruptedException {
        return mutate(count, kinds());
    }

    /** Every kind by its name. */
    public Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>(attributes.kinds());
        addContents(kinds);
        addNames(kinds);
        addTypes(kinds);
        addHardLinks(kinds);
        return kinds;
    }

    private List<String> mutate(int count, Map<String, Kind> kinds) throws IOException, InterruptedException {
        List<String> done = new ArrayList<>();
        List<String> order = new ArrayList<>();
        while (done.size() < count) {
            if (order.isEmpty()) {
                order.addAll(kinds.keySet());
                Collections.shuffle(order, random);
            }
            String kind = order.remove(0);
            try {
                done.add(kind + ": "
                        + Escape.path(root.relativize(kinds.get(kind).change())));
            } catch (NoSuchElementException e) {
                done.add(kind + ": " + e.getMessage());
            }
        }
        return done;
    }

    private void addContents(Map<String, Kind> kinds) {
        kinds.put("written anew", () -> write(entries.file()));
        kinds.put("same size, older", () -> {
            Path file = entries.file();
            Files.write(file, bytes((int) Math.min(Files.size(file), 100_000)), StandardOpenOption.WRITE);
            return touch(file);
        });
        kinds.put("appended", () -> Files.write(entries.file(), bytes(50), StandardOpenOption.APPEND));
        kinds.put("cut", () -> {
            Path file = entries.draw(entry -> SourceEntries.isFile(entry) && size(entry) > 0);
            Tools.run("truncate", "-s", size(file) / 2, file);
            return file;
        });
        kinds.put("hole in a file", () -> {
            Path file = entries.draw(entry -> SourceEntries.isFile(entry) && size(entry) > 60_000);
            Tools.run("fallocate", "--punch-hole", "-o", "4096", "-l", "49152", file);
            // Punching alone does not touch the time everywhere.
            return touch(file);
        });
        kinds.put("time of anything", () -> touch(entries.any()));
        kinds.put("time of a directory", () -> touch(entries.directory()));
        kinds.put("time of a link", () -> touch(entries.link()));
    }

    private void addNames(Map<String, Kind> kinds) {
        kinds.put("new file", () -> write(entries.fresh()));
        kinds.put("new full directory", () -> fill(entries.fresh()));
        kinds.put("removed", () -> remove(entries.draw(entry -> !SourceEntries.isDirectory(entry))));
        kinds.put("directory removed", () -> remove(entries.directory()));
        kinds.put("directory renamed", () -> {
            Path directory = entries.directory();
            return Files.move(directory, entries.freshOutside(directory));
        });
        kinds.put("file renamed", () -> Files.move(entries.file(), entries.fresh()));
        kinds.put("file renamed over another", () -> {
            // Two links of one file would both stay.
            Path file = entries.file();
            Path other = entries.draw(entry -> SourceEntries.isFile(entry) && !isSameFile(entry, file));
            return Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    private void addTypes(Map<String, Kind> kinds) {
        kinds.put("file to full directory", () -> fill(remove(entries.file())));
        kinds.put("directory to file", () -> write(remove(entries.directory())));
        kinds.put("file to link", () -> symbolicLink(remove(entries.file())));
        kinds.put("link to file", () -> write(remove(entries.link())));
        kinds.put("link to full directory", () -> fill(remove(entries.link())));
        kinds.put("directory to link to where it is now", () -> {
            Path directory = entries.directory();
            Path now = Files.move(directory, entries.freshOutside(directory));
            return Files.createSymbolicLink(directory, directory.getParent().relativize(now));
        });
        kinds.put("file to fifo", () -> fifo(remove(entries.file())));
        kinds.put("directory to fifo", () -> fifo(remove(entries.directory())));
        kinds.put("anything to device", () -> device(remove(entries.any())));
        kinds.put("anything to file", () -> write(remove(entries.any())));
    }

    private void addHardLinks(Map<String, Kind> kinds) {
        kinds.put("hard link made", () -> {
            Path file = entries.file();
            return Files.createLink(entries.fresh(), file);
        });
        kinds.put("hard link over a file", () -> {
            Path file = entries.file();
            Path other = entries.draw(entry -> SourceEntries.isFile(entry) && !isSameFile(entry, file));
            return Files.createLink(remove(other), file);
        });
        kinds.put("hard link broken", () -> {
            Path file = entries.draw(entry -> SourceEntries.isFile(entry) && links(entry) > 1);
            Path copy = entries.fresh();
            // With all that cp keeps, the same but for being one file.
            Tools.run("cp", "-a", "--", file, copy);
            return Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    private Path write(Path file) throws IOException {
        return Files.write(file, bytes(1 + random.nextInt(100_000)));
    }

    private Path touch(Path entry) throws IOException, InterruptedException {
        String time = "@" + random.nextInt(1_500_000_000) + "." + (100_000_000 + random.nextInt(900_000_000));
        Tools.run("touch", "-h", "-d", time, entry);
        return entry;
    }

    private Path fill(Path directory) throws IOException, InterruptedException {
        Files.createDirectory(directory);
        write(entries.named(directory.resolve("file")));
        symbolicLink(entries.named(directory.resolve("link")));
        fifo(entries.named(directory.resolve("fifo")));
        Path inner = Files.createDirectory(entries.named(directory.resolve("inner")));
        Files.createLink(entries.named(inner.resolve("file")), directory.resolve("file"));
        return directory;
    }

    private Path symbolicLink(Path link) throws IOException {
        return Files.createSymbolicLink(link, Path.of("to " + random.nextInt(1000)));
    }

    private static Path fifo(Path fifo) throws IOException, InterruptedException {
        Tools.run("mkfifo", fifo);
        return fifo;
    }

    private Path device(Path device) throws IOException, InterruptedException {
        Tools.run("mknod", device, "c", 1 + random.nextInt(200), random.nextInt(1000));
        return device;
    }

    private static Path remove(Path entry) throws IOException, InterruptedException {
        Tools.run("rm", "-rf", "--", entry);
        return entry;
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long size(Path file) {
        return (Long) attribute(file, "size");
    }

    private static int links(Path file) {
        return (Integer) attribute(file, "unix:nlink");
    }

    private static boolean isSameFile(Path one, Path other) {
        return attribute(one, "unix:ino").equals(attribute(other, "unix:ino"));
    }

    private static Object attribute(Path entry, String name) {
        try {
            return Files.getAttribute(entry, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
