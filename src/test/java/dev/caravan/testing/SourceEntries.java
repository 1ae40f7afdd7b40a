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
        for (Path entry : shuffled()) {
            if (!attributes(entry, pattern).isEmpty()) {
                return named(entry);
            }
        }
        throw new NoSuchElementException("no attribute " + pattern + " is left in " + root);
    }

    public static List<String> attributes(Path entry, String pattern) throws IOException, InterruptedException {
        return Tools.run("getfattr", "-h", "--absolute-names", "-m", pattern, entry)
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
