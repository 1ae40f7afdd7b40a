package dev.caravan.walk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Entry FIFO = new Entry(
            Entry.Type.FIFO, 0, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 0644, 0, 0, 0, 0, 1, 0, "", Map.of());

    private final Posix posix = new NativePosix();
    private final Path root;
    private final Path graveyard;
    private final Random random;
    private final boolean isPrivileged;
    private int buried;

    /** An empty tree. */
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
            return make(path);
        }
        switch (random.nextInt(10)) {
            case 0 -> bury(path);
            case 1 -> {
                bury(path);
                return make(path);
            }
            case 2 -> {
                return move(path);
            }
            case 3 -> rewrite(path);
            case 4 -> setMode(path);
            case 5 -> setTime(path);
            case 6 -> setOwner(path);
            case 7 -> setAttribute(path);
            case 8 -> setAccess(path);
            default -> {
                bury(path);
                List<RelativePath> made = make(path);
                setTime(path);
                return made;
            }
        }
        return List.of(path);
    }

    private List<RelativePath> make(RelativePath path) throws IOException {
        switch (random.nextInt(8)) {
            case 0, 1 -> Files.createDirectory(at(path));
            case 3 -> posix.makeNode(at(path), FIFO);
            case 4 -> makeSparse(path);
            case 7 -> {
                return makeSecondName(path);
            }
            case 2 -> {
                String text = NAMES.get(random.nextInt(NAMES.size() - 1));
                Files.createSymbolicLink(at(path), FileNames.toPath(random.nextBoolean() ? text : "../" + text));
            }
            default -> Files.write(at(path), content());
        }
        return List.of(path);
    }

    private void makeSparse(RelativePath path) throws IOException {
        try (OpenFile file = posix.create(at(path))) {
            file.write(content(), random.nextInt(1 << 18));
            file.truncate(1 << 18);
        }
    }

    /** Of whatever lies in some directory and is none; who gives a second name looks up the first. */
    private List<RelativePath> makeSecondName(RelativePath path) throws IOException {
        RelativePath directory = directory();
        try (Stream<Path> entries = Files.list(at(directory))) {
            Optional<Path> first = entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .findFirst();
            if (first.isEmpty()) {
                Files.write(at(path), content());
                return List.of(path);
            }
            posix.link(first.get(), at(path));
            return List.of(directory.child(first.get()), path);
        }
    }

    private void setAttribute(RelativePath path) throws IOException {
        boolean mayHaveUsers = Files.isRegularFile(at(path), LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(at(path), LinkOption.NOFOLLOW_LINKS);
        String name = (mayHaveUsers ? "user." : "trusted.") + random.nextInt(2);
        if (!mayHaveUsers && !isPrivileged) {
            return;
        }
        if (random.nextBoolean()) {
            posix.setAttribute(at(path), name, new String(content(), ISO_8859_1));
        } else {
            posix.removeAttribute(at(path), name);
        }
    }

    /** An ACL as the kernel keeps it: a version, then tag, permissions and id of each entry. */
    private void setAccess(RelativePath path) throws IOException {
        if (Files.isSymbolicLink(at(path))) {
            return;
        }
        boolean isDefault = random.nextBoolean() && Files.isDirectory(at(path), LinkOption.NOFOLLOW_LINKS);
        String name = isDefault ? "system.posix_acl_default" : "system.posix_acl_access";
        if (random.nextInt(3) == 0) {
            posix.removeAttribute(at(path), name);
            return;
        }
        ByteBuffer acl =
                ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
        for (int tag : new int[] {1, 2, 4, 16, 32}) {
            acl.putShort((short) tag).putShort((short) random.nextInt(8)).putInt(tag == 2 ? random.nextInt(5) : -1);
        }
        posix.setAttribute(at(path), name, new String(acl.array(), ISO_8859_1));
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
            // Not by the Java platform, which waits for a fifo's other end.
            posix.setMode(at(path), random.nextInt(010000) | (isPrivileged ? 0 : 0700));
        }
    }

    private void setOwner(RelativePath path) throws IOException {
        if (isPrivileged) {
            Files.setAttribute(at(path), "unix:uid", random.nextInt(5), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private void setTime(RelativePath path) throws IOException {
        Instant time = Instant.ofEpochSecond(random.nextInt(1_700_000_000), random.nextInt(1_000_000_000));
        posix.setTimes(at(path), time, time);
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
