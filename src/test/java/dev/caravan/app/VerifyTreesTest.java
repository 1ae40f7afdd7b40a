package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.testing.SettableClock;
import dev.caravan.testing.Tools;
import dev.caravan.verify.Comparing;
import dev.caravan.verify.Outcome.Finding;
import dev.caravan.verify.Summary;
import dev.caravan.verify.VerifyOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Trees of chance that another program has copied: equal, until one thing of the copy is changed, which is found and named. */
class VerifyTreesTest {
    private static final VerifyOptions CONTENT = new VerifyOptions(100, 0, false, Optional.empty());
    private static final Posix POSIX = new NativePosix();

    private Path folder;
    private Path source;
    private Path target;
    private Random random;

    /** One thing that goes wrong with a copy, and the beginning of what is said of it. */
    private enum Mutation {
        FLIPPED_BYTE("content 0x"),
        SIZE("size "),
        TIME("mtime "),
        MODE("mode "),
        OWNER("owner "),
        GROUP("group "),
        ATTRIBUTE("xattr user.mutated none, target"),
        ACCESS_LIST("acl "),
        LINK_TEXT("link "),
        LINK_BROKEN_UP("hard link the same file as "),
        LINK_TOO_MUCH("hard link "),
        MISSING("missing on the target: "),
        EXTRA_FIFO("extra on the target: fifo"),
        TYPE("type ");

        private final String said;

        Mutation(String said) {
            this.said = said;
        }
    }

    @BeforeTry
    void makeFolders() throws IOException {
        Tools.require("rsync", "setfacl");
        folder = Files.createTempDirectory("verify-trees");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    @AfterTry
    void removeFolders() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 60)
    void findsAndNamesTheOneThingThatIsWrong(@ForAll long seed, @ForAll Mutation mutation) throws Exception {
        random = new Random(seed);
        populate();
        // To the nanosecond, which rsync leaves out otherwise.
        Tools.run("rsync", "-aHAXS", "--modify-window=-1", source + "/", target + "/");
        assertThat(verify().isEqual()).as("an unmutated copy").isTrue();

        List<Path> touched = mutate(mutation);
        List<Finding> found = verify().first();
        assertThat(found).as("%s of %s", mutation, touched).isNotEmpty().allSatisfy(finding -> {
            assertThat(touched).contains(finding.path().under(target));
            assertThat(finding.text()).startsWith(mutation.said);
        });
    }

    private Summary verify() throws IOException, InterruptedException {
        Instant later = Instant.now().plus(Duration.ofDays(1));
        return new Comparing(source, target, new SettableClock(later))
                .verify(CONTENT)
                .pass();
    }

    private void populate() throws IOException, InterruptedException {
        List<Path> directories = new ArrayList<>(List.of(source));
        for (int i = 0; i < 5; i++) {
            directories.add(Files.createDirectory(any(directories).resolve(name("directory"))));
        }
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] content = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(content);
            files.add(Files.write(any(directories).resolve(name("file")), content));
        }
        for (int i = 0; i < 4; i++) {
            Files.createLink(any(directories).resolve(name("also")), files.get(i));
            Files.createSymbolicLink(any(directories).resolve(name("link")), Path.of("text-" + i));
            Tools.run("mkfifo", any(directories).resolve(name("fifo")));
            POSIX.setAttribute(any(files), "user.of-" + i, "value");
            POSIX.setMode(any(files), random.nextInt(07777));
            POSIX.setOwner(any(files), random.nextInt(5000), random.nextInt(5000));
            Tools.run("setfacl", "-m", "u:" + (100 + i) + ":r", any(files));
        }
        directories.sort(Comparator.reverseOrder());
        for (Path directory : directories) {
            POSIX.setTimes(
                    directory, Instant.EPOCH, Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), 123_456_789));
        }
    }

    private String name(String prefix) {
        return prefix + "-" + Long.toHexString(random.nextLong());
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** An entry of the target below its root. */
    private Path draw(Predicate<Path> kind) throws IOException {
        try (Stream<Path> entries = Files.walk(target)) {
            return any(entries.filter(path -> !path.equals(target))
                    .filter(kind)
                    .sorted()
                    .toList());
        }
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean hasOneName(Path path) {
        return isFile(path) && names(path) == 1;
    }

    private static int names(Path path) {
        try {
            return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes one thing, and nothing of the directory that holds it. Returns the names that may be told. */
    private List<Path> mutate(Mutation mutation) throws IOException, InterruptedException {
        Path entry = switch (mutation) {
            case FLIPPED_BYTE, SIZE, ACCESS_LIST, TYPE, ATTRIBUTE -> draw(VerifyTreesTest::hasOneName);
            case MODE -> draw(path -> !Files.isSymbolicLink(path) && (!isFile(path) || hasOneName(path)));
            case LINK_TEXT -> draw(Files::isSymbolicLink);
            case LINK_BROKEN_UP -> draw(path -> isFile(path) && names(path) > 1);
            case LINK_TOO_MUCH -> draw(VerifyTreesTest::hasOneName);
            case TIME, OWNER, GROUP -> draw(path -> !isFile(path) || hasOneName(path));
            case MISSING -> draw(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
            case EXTRA_FIFO -> draw(Files::isDirectory).resolve("extra");
        };
        Instant above = modified(entry.getParent());
        List<Path> touched = new ArrayList<>(List.of(entry));
        switch (mutation) {
            case FLIPPED_BYTE -> keepingTimes(entry, () -> flip(entry));
            case SIZE -> keepingTimes(entry, () -> Files.writeString(entry, "x", StandardOpenOption.APPEND));
            case TIME -> POSIX.setTimes(entry, Instant.EPOCH, modified(entry).plusNanos(1));
            case MODE -> POSIX.setMode(entry, mode(entry) ^ 1 << random.nextInt(9));
            case OWNER -> keepingMode(entry, () -> POSIX.setOwner(entry, 70_000, gid(entry)));
            case GROUP -> keepingMode(entry, () -> POSIX.setOwner(entry, uid(entry), 70_000));
            case ATTRIBUTE -> POSIX.setAttribute(entry, "user.mutated", "1");
            // The mask, which is the group's permissions in the mode, stays as it is.
            case ACCESS_LIST -> keepingMode(entry, () -> access(entry));
            case LINK_TEXT -> keepingTimes(entry, () -> relink(entry));
            case LINK_BROKEN_UP -> touched.addAll(breakUp(entry));
            case LINK_TOO_MUCH -> touched.add(join(entry));
            case MISSING -> Files.delete(entry);
            case EXTRA_FIFO -> Tools.run("mkfifo", entry);
            case TYPE -> {
                Files.delete(entry);
                Files.createDirectory(entry);
            }
        }
        POSIX.setTimes(entry.getParent(), Instant.EPOCH, above);
        return touched;
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException, InterruptedException;
    }

    private static void keepingTimes(Path entry, Act act) throws IOException, InterruptedException {
        Instant modified = modified(entry);
        act.run();
        POSIX.setTimes(entry, Instant.EPOCH, modified);
    }

    /** A change of owner takes set-uid and set-gid away. */
    private static void keepingMode(Path entry, Act act) throws IOException, InterruptedException {
        int mode = mode(entry);
        act.run();
        if (!Files.isSymbolicLink(entry)) {
            POSIX.setMode(entry, mode);
        }
    }

    private void flip(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = random.nextInt((int) channel.size());
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).flip();
            channel.write(one, at);
        }
    }

    private static void access(Path file) throws IOException, InterruptedException {
        Tools.run("setfacl", "-m", "u:4711:x", file);
    }

    private static void relink(Path link) throws IOException {
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("another"));
        POSIX.setOwner(link, 0, 0);
    }

    private List<Path> breakUp(Path name) throws IOException, InterruptedException {
        List<Path> all = sameFile(name);
        Path copy = folder.resolve("copy");
        Tools.run("cp", "-a", name, copy);
        Files.delete(name);
        Files.move(copy, name);
        return all;
    }

    private List<Path> sameFile(Path name) throws IOException {
        Object inode = Files.getAttribute(name, "unix:ino");
        List<Path> all = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(target)) {
            for (Path each : entries.toList()) {
                if (Files.getAttribute(each, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                        .equals(inode)) {
                    all.add(each);
                }
            }
        }
        return all;
    }

    /** A second name beside, and the same two files on the source, apart. */
    private Path join(Path file) throws IOException, InterruptedException {
        Path name = file.resolveSibling("joined");
        Path twin = source.resolve(target.relativize(name));
        Instant above = modified(twin.getParent());
        Tools.run("cp", "-a", source.resolve(target.relativize(file)), twin);
        POSIX.setTimes(twin.getParent(), Instant.EPOCH, above);
        Files.createLink(name, file);
        return name;
    }

    private static Instant modified(Path entry) throws IOException {
        return Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    private static int mode(Path entry) throws IOException {
        return (Integer) Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private static int uid(Path entry) throws IOException {
        return (Integer) Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int gid(Path entry) throws IOException {
        return (Integer) Files.getAttribute(entry, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    }
}
