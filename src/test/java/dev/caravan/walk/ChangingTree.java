package dev.caravan.walk;

import dev.caravan.change.FileNames;
import dev.caravan.change.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A small tree to which people do all that people do, by chance.
 *
 * <p>What is removed is moved out of the tree and stays, so that its inode is not given to another entry: a directory that is
 * moved to where one of the same inode was is found by the next walk only.
 */
final class ChangingTree {
    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "c",
            "d",
            "a b",
            "-rf",
            "$(touch x)",
            "`x`",
            "{{x}}",
            "${body}",
            "\u00e9",
            "\u00ff\u0001",
            "new\nline",
            "%41+",
            "'\"\\",
            "x".repeat(255));

    private final Path root;
    private final Path graveyard;
    private final Random random;
    private final boolean isPrivileged;
    private int buried;

    ChangingTree(Path root, Path graveyard, long seed) throws IOException {
        this.root = root;
        this.graveyard = Files.createDirectory(graveyard);
        random = new Random(seed);
        isPrivileged = Files.getAttribute(root, "unix:uid").equals(0);
    }

    /**
     * Does so many things.
     *
     * @return what a client's log would name, in an order of chance: each entry that something was done to, and all above it
     */
    List<RelativePath> change(int times) throws IOException {
        Set<RelativePath> touched = new LinkedHashSet<>();
        for (int i = 0; i < times; i++) {
            for (RelativePath path : once()) {
                for (RelativePath each = path; !each.isRoot(); each = each.parent()) {
                    touched.add(each);
                }
                touched.add(RelativePath.ROOT);
            }
        }
        List<RelativePath> hints = new ArrayList<>(touched);
        Collections.shuffle(hints, random);
        return hints;
    }

    private List<RelativePath> once() throws IOException {
        RelativePath path = directory().child(NAMES.get(random.nextInt(NAMES.size())));
        boolean exists = Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
        if (!exists) {
            make(path);
            return List.of(path);
        }
        switch (random.nextInt(8)) {
            case 0 -> bury(path);
            case 1 -> {
                bury(path);
                make(path);
            }
            case 2 -> {
                return move(path);
            }
            case 3 -> rewrite(path);
            case 4 -> setMode(path);
            case 5 -> setTime(path);
            case 6 -> setOwner(path);
            default -> {
                bury(path);
                make(path);
                setTime(path);
            }
        }
        return List.of(path);
    }

    private void make(RelativePath path) throws IOException {
        switch (random.nextInt(5)) {
            case 0, 1 -> Files.createDirectory(at(path));
            case 2 -> {
                String text = NAMES.get(random.nextInt(NAMES.size() - 1));
                Files.createSymbolicLink(at(path), FileNames.toPath(random.nextBoolean() ? text : "../" + text));
            }
            default -> Files.write(at(path), content());
        }
    }

    private void rewrite(RelativePath path) throws IOException {
        if (Files.isRegularFile(at(path), LinkOption.NOFOLLOW_LINKS)) {
            StandardOpenOption how =
                    random.nextBoolean() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
            Files.write(at(path), content(), how, StandardOpenOption.WRITE);
        }
    }

    private List<RelativePath> move(RelativePath from) throws IOException {
        RelativePath to = directory().child(NAMES.get(random.nextInt(NAMES.size())));
        if (to.startsWith(from) || from.startsWith(to)) {
            return List.of();
        }
        if (Files.exists(at(to), LinkOption.NOFOLLOW_LINKS)) {
            bury(to);
        }
        Files.move(at(from), at(to));
        return List.of(from, to);
    }

    private void bury(RelativePath path) throws IOException {
        Files.move(at(path), graveyard.resolve(String.valueOf(buried++)));
    }

    private void setMode(RelativePath path) throws IOException {
        if (!Files.isSymbolicLink(at(path))) {
            Files.setAttribute(at(path), "unix:mode", random.nextInt(010000) | (isPrivileged ? 0 : 0700));
        }
    }

    private void setOwner(RelativePath path) throws IOException {
        if (isPrivileged) {
            Files.setAttribute(at(path), "unix:uid", random.nextInt(5), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void setTime(RelativePath path) throws IOException {
        Instant time = Instant.ofEpochSecond(random.nextInt(1_700_000_000), random.nextInt(1_000_000_000));
        Files.getFileAttributeView(at(path), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
    }

    /** One that is there, the root often. */
    private RelativePath directory() throws IOException {
        RelativePath directory = RelativePath.ROOT;
        while (random.nextInt(3) > 0) {
            List<RelativePath> below = directories(directory);
            if (below.isEmpty()) {
                return directory;
            }
            directory = below.get(random.nextInt(below.size()));
        }
        return directory;
    }

    private List<RelativePath> directories(RelativePath directory) throws IOException {
        try (Stream<Path> entries = Files.list(at(directory))) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(directory::child)
                    .sorted()
                    .toList();
        }
    }

    private byte[] content() {
        byte[] content = new byte[random.nextInt(200)];
        random.nextBytes(content);
        return content;
    }

    private Path at(RelativePath path) {
        return path.under(root);
    }
}
