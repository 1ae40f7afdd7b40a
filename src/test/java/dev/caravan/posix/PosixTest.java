package dev.caravan.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PosixTest {
    private static final Instant OLD = Instant.parse("2001-02-03T04:05:06.123456789Z");
    private static final RelativePath DEEP = new RelativePath("a/b");

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeTree() throws IOException {
        root = folder.toRealPath();
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/f"), "content");
    }

    static Stream<Posix> both() {
        return Stream.of(new NativePosix(), new PortablePosix());
    }

    @Test
    void isNativeHereAndLosesNothing() {
        assertThat(Posix.best()).isInstanceOf(NativePosix.class);
        assertThat(Posix.best().lost()).isEmpty();
        assertThat(new PortablePosix().lost()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void opensADirectoryAndReachesItsEntries(Posix posix) throws IOException {
        try (Folder opened = posix.open(root, DEEP);
                Folder above = posix.open(root, RelativePath.ROOT);
                Folder stepped = above.open("a")) {
            assertThat(posix.look(opened.entry("f"))).contains(entry("a/b/f"));
            assertThat(posix.look(opened.self()))
                    .map(Entry::inode)
                    .contains(entry("a/b").inode());
            assertThat(posix.look(stepped.entry("b")))
                    .map(Entry::inode)
                    .contains(entry("a/b").inode());
            assertThat(posix.look(opened.entry("\u00ff"))).isEmpty();
        }
    }

    /** Of a long name some hundred and sixty fit into what one call gives. */
    @ParameterizedTest
    @MethodSource("both")
    void listsEachNameOnce(Posix posix) throws IOException {
        Files.createDirectory(root.resolve("many"));
        List<String> made = IntStream.range(0, 1000)
                .mapToObj(i -> "%04d\u00ff\n".formatted(i) + "x".repeat(249))
                .toList();
        try (Folder many = posix.open(root, new RelativePath("many"))) {
            for (String name : made) {
                Files.createFile(many.entry(name));
            }
            List<String> listed = new ArrayList<>();
            many.<RuntimeException>list((name, mayBeDirectory) -> listed.add(name));
            assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void listsEveryDirectoryAsWhatMayBeOne(Posix posix) throws IOException {
        Files.createDirectory(root.resolve("a/d"));
        Files.createSymbolicLink(root.resolve("a/link"), Path.of("b"));
        Files.createFile(root.resolve("a/file"));
        Map<String, Boolean> mayBe = new HashMap<>();
        try (Folder opened = posix.open(root, new RelativePath("a"))) {
            opened.<RuntimeException>list(mayBe::put);
        }
        assertThat(mayBe)
                .containsOnlyKeys("b", "d", "file", "link")
                .containsEntry("b", true)
                .containsEntry("d", true);
        if (posix.lost().isEmpty()) {
            assertThat(mayBe).containsEntry("file", false).containsEntry("link", false);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void doesNotListARemovedDirectory(Posix posix) throws IOException {
        Files.createDirectory(root.resolve("a/d"));
        try (Folder opened = posix.open(root, new RelativePath("a/d"))) {
            Files.delete(root.resolve("a/d"));
            assertThatThrownBy(() -> opened.<RuntimeException>list((name, mayBeDirectory) -> {}))
                    .isInstanceOf(NoSuchFileException.class);
            assertThat(opened.names()).isEmpty();
        }
    }

    @Test
    void endsAListingThatItsTakerEnds() throws IOException {
        try (Folder opened = new NativePosix().open(root, new RelativePath("a"))) {
            assertThatThrownBy(() -> opened.<InterruptedException>list((name, mayBeDirectory) -> {
                        throw new InterruptedException("stopped");
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void seesWhatEveryLookSees(Posix posix) throws IOException {
        NativePosix nativeCalls = new NativePosix();
        nativeCalls.makeNode(root.resolve("fifo"), fifo());
        Files.createSymbolicLink(root.resolve("link"), Path.of("no such \u00e9//entry/"));
        Files.createLink(root.resolve("second"), root.resolve("a/b/f"));
        Path old = Files.writeString(root.resolve("old"), "x".repeat(5000));
        nativeCalls.setTimes(old, Instant.parse("1938-04-24T22:13:19.5Z"), OLD);
        nativeCalls.setMode(old, 06751);
        for (String name : new String[] {"fifo", "link", "second", "old", "a", "."}) {
            // The first look at a link's text gives it a new atime.
            entry(name);
            assertThat(posix.look(root.resolve(name))).contains(entry(name));
        }
        for (String device : new String[] {"/dev/null", "/dev/zero"}) {
            assertThat(posix.look(Path.of(device))).isEqualTo(Lstat.read(Path.of(device)));
        }
        assertThat(posix.look(root.resolve("link/x"))).isEmpty();
        assertThat(posix.look(old.resolve("below a file"))).isEmpty();
        assertThat(posix.look(root.resolve("nothing"))).isEmpty();
        Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));
        assertThat(posix.look(root.resolve("circle/x/y"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void seesALinkOrNothingWhereOneComesAndGoes(Posix posix) throws Exception {
        Path link = root.resolve("comes and goes");
        AtomicBoolean isOver = new AtomicBoolean();
        Thread others = new Thread(() -> {
            while (!isOver.get()) {
                try {
                    Files.createSymbolicLink(link, Path.of("a"));
                    Files.delete(link);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        others.start();
        try {
            for (int i = 0; i < 20_000; i++) {
                assertThat(posix.look(link).map(Entry::type).orElse(Entry.Type.LINK))
                        .isEqualTo(Entry.Type.LINK);
            }
        } finally {
            isOver.set(true);
            others.join();
        }
    }

    /** Whatever the file system does not say: nobody may take an entry for gone because of that. */
    @ParameterizedTest
    @MethodSource("both")
    void doesNotCallGoneWhatItCouldNotLookAt(Posix posix) throws IOException {
        assertThatThrownBy(() -> posix.look(root.resolve("x".repeat(256))))
                .satisfies(e -> assertThat(Errno.of((IOException) e)).contains(Errno.ENAMETOOLONG));
    }

    /** Where the kernel cannot do it in one call: another process takes the entry, and a third makes it anew. */
    @Test
    void deletesNoEntryButTheOneThatItRenamed() throws IOException {
        Posix posix = new PortablePosix() {
            @Override
            public void link(Path file, Path name) throws IOException {
                super.link(file, name);
                Files.move(file, root.resolve("taken"));
                Files.writeString(file, "made anew");
            }
        };
        posix.renameToFree(root.resolve("a/b/f"), root.resolve("free"));
        assertThat(root.resolve("a/b/f")).hasContent("made anew");
        assertThat(root.resolve("free")).hasContent("content");
    }

    @ParameterizedTest
    @MethodSource("both")
    void takesOnlyANameThatIsFree(Posix posix) throws IOException {
        Files.writeString(root.resolve("taken"), "taken");
        Files.createDirectory(root.resolve("empty"));
        for (String free : new String[] {"a/b/f", "a"}) {
            for (String taken : new String[] {"taken", "empty"}) {
                assertThatThrownBy(() -> posix.renameToFree(root.resolve(free), root.resolve(taken)))
                        .isInstanceOf(FileAlreadyExistsException.class);
            }
            posix.renameToFree(root.resolve(free), root.resolve("free"));
            assertThat(root.resolve(free)).doesNotExist();
            posix.renameToFree(root.resolve("free"), root.resolve(free));
        }
        assertThat(root.resolve("a/b/f")).hasContent("content");
        assertThat(root.resolve("taken")).hasContent("taken");
    }

    @ParameterizedTest
    @MethodSource("both")
    void deletesAnEmptyDirectoryAndNoOther(Posix posix) throws IOException {
        try (Folder opened = posix.open(root, new RelativePath("a"))) {
            assertThatThrownBy(() -> posix.delete(opened.entry("b")))
                    .satisfies(e -> assertThat(Errno.of((IOException) e)).contains(Errno.ENOTEMPTY));
            posix.makeDirectory(opened.entry("\u00ff"));
            assertThat(posix.look(opened.entry("\u00ff"))).map(Entry::mode).contains(0700);
            posix.delete(opened.entry("\u00ff"));
            assertThat(posix.look(opened.entry("\u00ff"))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void knowsTheSpace(Posix posix) throws IOException {
        Space space = posix.space(root);
        FileStore store = Files.getFileStore(root);
        assertThat(space.totalBytes()).isEqualTo(store.getTotalSpace());
        assertThat(space.usedBytes()).isBetween(1L, space.totalBytes());
        assertThat(space.freeBytes()).isBetween(1L, space.totalBytes() - space.usedBytes());
        assertThat(space.usedInodes() > 0).isEqualTo(posix instanceof NativePosix);
    }

    @ParameterizedTest
    @MethodSource("both")
    void followsNoLinkOnTheWay(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        assertThatThrownBy(() -> posix.open(root, new RelativePath("link"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> posix.open(root, new RelativePath("link/b")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> posix.open(root, new RelativePath("a/b/f"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> posix.open(root, new RelativePath("a/x/y"))).isInstanceOf(NoSuchFileException.class);
        try (Folder opened = posix.open(root, RelativePath.ROOT)) {
            assertThatThrownBy(() -> opened.open("link")).isInstanceOf(NotDirectoryException.class);
        }
    }

    /** What a path cannot promise: somebody puts a link in the directory's place. */
    @Test
    void staysInTheDirectoryThatItOpened() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        try (Folder opened = new NativePosix().open(root, DEEP)) {
            Files.move(root.resolve("a/b"), root.resolve("moved"));
            Files.createSymbolicLink(root.resolve("a/b"), elsewhere);
            new NativePosix().create(opened.entry("new")).close();
        }
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(root.resolve("moved/new")).exists();
    }

    @ParameterizedTest
    @MethodSource("both")
    void makesAFileOnceAndForItsOwnerOnly(Posix posix) throws IOException {
        Path file = root.resolve("new");
        try (OpenFile made = posix.create(file)) {
            made.write(new byte[] {1, 2, 3}, 5);
            assertThat(made.size()).isEqualTo(8);
            assertThat(entry("new").mode()).isEqualTo(0600);
            made.setMode(04751);
            made.setTimes(OLD, OLD);
            made.sync();
            assertThat(made.look()).isEqualTo(entry("new"));
        }
        assertThat(Files.readAllBytes(file)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3);
        assertThat(entry("new").mode()).isEqualTo(04751);
        assertThat(entry("new").modified()).isEqualTo(OLD);
        assertThatThrownBy(() -> posix.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
        assertThatThrownBy(() -> posix.create(root.resolve("dangling"))).isInstanceOf(FileAlreadyExistsException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void opensNoLink(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("l"), Path.of("a/b/f"));
        assertThatThrownBy(() -> posix.openForReading(root.resolve("l"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> posix.openForWriting(root.resolve("l"))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void findsHolesAndCopiesWhatIsBetween(Posix posix) throws IOException {
        long size = 3 << 20;
        Path file = root.resolve("sparse");
        try (OpenFile made = posix.create(file)) {
            made.write(new byte[] {7}, 1 << 20);
            made.truncate(size);
            long data = made.nextData(0, size);
            assertThat(data).isPositive().isLessThanOrEqualTo(1 << 20);
            long hole = made.nextHole(data, size);
            assertThat(hole).isGreaterThan(1 << 20).isLessThan(size);
            assertThat(made.nextData(hole, size)).isEqualTo(size);
            try (OpenFile copy = posix.create(root.resolve("copy"))) {
                assertThat(made.transfer(1 << 20, 10, copy)).isEqualTo(10);
                copy.truncate(size);
                ByteBuffer read = ByteBuffer.allocate(20);
                assertThat(copy.read(read, (1 << 20) - 1)).isEqualTo(20);
                assertThat(read.get(1)).isEqualTo((byte) 7);
                assertThat(copy.read(ByteBuffer.allocate(20), size - 5)).isEqualTo(5);
                assertThat(made.transfer(size, 10, copy)).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void changesALinkAndNotWhatItLeadsTo(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("l"), Path.of("a/b/f"));
        Entry before = entry("a/b/f");
        posix.setTimes(root.resolve("l"), OLD, OLD);
        assertThat(entry("l").modified()).isCloseTo(OLD, within(posix.linkTimes()));
        posix.copySymbolicLink(root.resolve("l"), root.resolve("l2"));
        assertThat(entry("l2").linkText()).isEqualTo("a/b/f");
        assertThat(entry("a/b/f").isUnchangedSince(before)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("both")
    void namesLinksRenamesAndDeletes(Posix posix) throws IOException {
        posix.link(root.resolve("a/b/f"), root.resolve("g"));
        assertThat(entry("g").inode()).isEqualTo(entry("a/b/f").inode());
        assertThat(entry("g").isHardLinked()).isTrue();
        posix.rename(root.resolve("g"), root.resolve("h"));
        posix.delete(root.resolve("h"));
        posix.delete(root.resolve("h"));
        assertThat(Lstat.read(root.resolve("h"))).isEmpty();
        posix.makeDirectory(root.resolve("d"));
        assertThat(entry("d").mode()).isEqualTo(0700);
        posix.setMode(root.resolve("d"), 02755);
        assertThat(entry("d").mode()).isEqualTo(02755);
        assertThatThrownBy(() -> posix.delete(root.resolve("a"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    void swapsTwoEntriesInOneMoment() throws IOException {
        Entry directory = entry("a");
        Entry file = entry("a/b/f");
        assertThat(new NativePosix().exchange(root.resolve("a/b/f"), root.resolve("a/b")))
                .as("one in the other")
                .isFalse();
        Files.move(root.resolve("a/b/f"), root.resolve("f"));
        assertThat(new NativePosix().exchange(root.resolve("f"), root.resolve("a")))
                .isTrue();
        assertThat(entry("f").inode()).isEqualTo(directory.inode());
        assertThat(entry("a").inode()).isEqualTo(file.inode());
        assertThat(new PortablePosix().exchange(root.resolve("f"), root.resolve("a")))
                .isFalse();
    }

    @Test
    void makesAFifoAndDoesNotWaitForIt() throws IOException {
        NativePosix posix = new NativePosix();
        Entry fifo = fifo();
        posix.makeNode(root.resolve("p"), fifo);
        assertThat(entry("p").type()).isEqualTo(Entry.Type.FIFO);
        posix.setMode(root.resolve("p"), 0620);
        assertThat(entry("p").mode()).isEqualTo(0620);
        posix.openForReading(root.resolve("p")).close();
        assertThatThrownBy(() -> new PortablePosix().makeNode(root.resolve("q"), fifo))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void keepsExtendedAttributes() throws IOException {
        NativePosix posix = new NativePosix();
        Path file = root.resolve("a/b/f");
        assertThat(posix.attributes(file)).isEmpty();
        String large = "\u00ff\0x".repeat(500);
        posix.setAttribute(file, "user.a", "");
        posix.setAttribute(file, "user.large", large);
        for (int i = 0; i < 20; i++) {
            posix.setAttribute(file, "user.a name that is long enough " + i, "v");
        }
        assertThat(posix.attributes(file))
                .hasSize(22)
                .containsEntry("user.a", "")
                .containsEntry("user.large", large);
        try (OpenFile opened = posix.openForWriting(file)) {
            assertThat(opened.attributes()).isEqualTo(posix.attributes(file));
            opened.setAttribute("user.a", "b");
            opened.removeAttribute("user.large");
            opened.removeAttribute("user.large");
        }
        assertThat(posix.attributes(file)).hasSize(21).containsEntry("user.a", "b");
        posix.setAttribute(file, "user.large", large);
        posix.removeAttribute(file, "user.large");
        posix.removeAttribute(file, "user.large");
        assertThat(posix.attributes(file)).hasSize(21);
        assertThatThrownBy(() -> posix.setAttribute(file, "nowhere.a", "v"))
                .satisfies(e -> assertThat(Errno.EOPNOTSUPP.is((IOException) e)).isTrue());
    }

    @Test
    void leavesTheAccessTimeAlone() throws IOException {
        Path file = root.resolve("a/b/f");
        NativePosix posix = new NativePosix();
        posix.setTimes(file, OLD, Instant.now());
        try (OpenFile opened = posix.openForReading(file)) {
            opened.read(ByteBuffer.allocate(7), 0);
        }
        assertThat(entry("a/b/f").accessed()).isEqualTo(OLD);
    }

    @ParameterizedTest
    @MethodSource("both")
    void saysWhatTheKernelSaid(Posix posix) {
        Path missing = root.resolve("missing/x");
        assertThatThrownBy(() -> posix.openForReading(missing))
                .isInstanceOf(NoSuchFileException.class)
                .satisfies(e -> assertThat(Errno.of((IOException) e)).contains(Errno.ENOENT));
        Path tooLong = root.resolve("x".repeat(256));
        assertThatThrownBy(() -> posix.create(tooLong))
                .satisfies(e -> assertThat(Errno.of((IOException) e)).contains(Errno.ENAMETOOLONG));
        assertThat(Errno.of(new IOException("who knows"))).isEqualTo(Optional.empty());
        assertThat(Errno.of(new FileSystemException("f", null, "No space left on device")))
                .contains(Errno.ENOSPC);
    }

    @Test
    void setsATimeThatJavaCannot() throws IOException {
        Path file = root.resolve("a/b/f");
        Instant before1970 = Instant.parse("1938-04-24T22:13:19.5Z");
        new NativePosix().setTimes(file, before1970, before1970);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.from(before1970));
    }

    private static Entry fifo() {
        return new Entry(Entry.Type.FIFO, 0, OLD, OLD, OLD, 0644, 0, 0, 0, 0, 1, 0, "", Map.of());
    }

    private Entry entry(String path) throws IOException {
        return Lstat.read(root.resolve(path)).orElseThrow();
    }
}
