package dev.caravan.testing;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What can be drawn from a tree as it is now: the same for the same seed. Neither the root nor the socket is drawn. */
public final class SourceEntries {
    /** So few that their paths, which may be of some thousand bytes each, are one command line. */
    private static final int ASKED_AT_ONCE = 40;

    private final Path root;
    private final Random random;
    private final Predicate<Path> drawable;
    private final Consumer<Path> named;
    private int made;

    public SourceEntries(Path root, Random random) {
        this(root, random, entry -> true, name -> {});
    }

    /**
     * Entries of this tree.
     *
     * @param drawable others are not drawn
     * @param named told of each name before anybody uses it
     */
    public SourceEntries(Path root, Random random, Predicate<Path> drawable, Consumer<Path> named) {
        this.root = root;
        this.random = random;
        this.drawable = drawable;
        this.named = named;
    }

    /** Tells that somebody is about to use this name, and returns it. */
    public Path named(Path entry) {
        named.accept(entry);
        return entry;
    }

    public Path any() throws IOException {
        return draw(entry -> true);
    }

    public Path file() throws IOException {
        return draw(SourceEntries::isFile);
    }

    public Path directory() throws IOException {
        return draw(SourceEntries::isDirectory);
    }

    public Path link() throws IOException {
        return draw(Files::isSymbolicLink);
    }

    public Path fileOrDirectory() throws IOException {
        return draw(entry -> isFile(entry) || isDirectory(entry));
    }

    public Path draw(Predicate<Path> kind) throws IOException {
        return named(shuffled().stream()
                .filter(kind)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("nothing of that kind is left in " + root)));
    }

    /** An entry with an extended attribute of such a name. */
    public Path withAttribute(String pattern) throws IOException, InterruptedException {
        List<Path> all = shuffled();
        for (int begin = 0; begin < all.size(); begin += ASKED_AT_ONCE) {
            List<Path> some = all.subList(begin, Math.min(all.size(), begin + ASKED_AT_ONCE));
            if (!attributes(some, pattern).isEmpty()) {
                return named(firstWithAttribute(some, pattern));
            }
        }
        throw new NoSuchElementException("no attribute " + pattern + " is left in " + root);
    }

    /** Of entries of which one has such an attribute; by halves, since each question is a process. */
    private static Path firstWithAttribute(List<Path> entries, String pattern)
            throws IOException, InterruptedException {
        List<Path> left = entries;
        while (left.size() > 1) {
            List<Path> half = left.subList(0, left.size() / 2);
            left = attributes(half, pattern).isEmpty() ? left.subList(half.size(), left.size()) : half;
        }
        return left.get(0);
    }

    public static List<String> attributes(Path entry, String pattern) throws IOException, InterruptedException {
        return attributes(List.of(entry), pattern);
    }

    private static List<String> attributes(List<Path> entries, String pattern)
            throws IOException, InterruptedException {
        List<Object> command = new ArrayList<>(List.of("getfattr", "-h", "--absolute-names", "-m", pattern));
        command.addAll(entries);
        return Tools.run(command.toArray())
                .lines()
                // The first names the entry; what is escaped could not be handed back.
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.contains("\\"))
                .toList();
    }

    /** A name that does not exist, anywhere in the tree but below this directory. */
    public Path freshOutside(Path directory) throws IOException {
        Path parent = draw(entry -> isDirectory(entry) && !entry.startsWith(directory));
        return named(parent.resolve("made " + made++));
    }

    public Path fresh() throws IOException {
        return named(directory().resolve("made " + made++));
    }

    public static boolean isFile(Path entry) {
        return Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
    }

    public static boolean isDirectory(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private List<Path> shuffled() throws IOException {
        try (Stream<Path> entries = Files.walk(root)) {
            List<Path> all = new ArrayList<>(
                    entries.filter(entry -> !entry.equals(root) && !entry.equals(root.resolve(Menagerie.SOCKET)))
                            .filter(drawable)
                            .sorted(Comparator.comparing(FileNames::toLatin1))
                            .toList());
            Collections.shuffle(all, random);
            return all;
        }
    }
}
