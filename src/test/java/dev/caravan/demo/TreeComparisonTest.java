package dev.caravan.demo;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.demo.TreeComparison.Result;
import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TreeComparisonTest {
    private static final Instant THEN = Instant.parse("2010-05-06T07:08:09.123456789Z");

    @TempDir
    Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void makeTwoEqualTrees() throws IOException {
        source = make("source");
        target = make("target");
    }

    @Test
    void findsEqualTreesEqual() {
        Result result = TreeComparison.compare(source, target, 10);

        assertThat(result).isEqualTo(new Result(5, 0, List.of()));
    }

    @FunctionalInterface
    interface Change {
        void to(Path target) throws IOException;
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                change("missing: d/f (file)", t -> Files.delete(t.resolve("d/f"))),
                change("extra: d/g (directory)", t -> Files.createDirectory(t.resolve("d/g"))),
                change("differs: d/f: size 3 != 4", t -> Files.writeString(t.resolve("d/f"), "abcd")),
                change("differs: d/f: content at byte 2", t -> Files.writeString(t.resolve("d/f"), "abd")),
                change("differs: d/f: mode 0644 != 0600", t -> mode(t.resolve("d/f"), 0600)),
                change("differs: d: mode 0755 != 1755", t -> mode(t.resolve("d"), 01755)),
                change("differs: l: link text f != g", t -> {
                    Files.delete(t.resolve("l"));
                    link(t.resolve("l"), "g");
                }),
                change("differs: d/f: type file != directory", t -> {
                    Files.delete(t.resolve("d/f"));
                    Files.createDirectory(t.resolve("d/f"));
                }),
                change("differs: d/f: type file != link", t -> {
                    Files.move(t.resolve("d/f"), t.getParent().resolve("moved"));
                    Files.createSymbolicLink(t.resolve("d/f"), t.getParent().resolve("moved"));
                }),
                change("extra: caf\\xe9 (file)", t -> Files.createFile(t.resolve(FileNames.toPath("caf\u00e9")))),
                change("extra: d/.caravan (file)", t -> Files.createFile(t.resolve("d/.caravan"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("differences")
    void findsDifference(String line, Change change) throws IOException {
        change.to(target);
        setTimes(target);

        Result result = TreeComparison.compare(source, target, 10);

        assertThat(result.lines()).containsExactly(line);
        assertThat(result.differences()).isOne();
        assertThat(result.isEqual()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void findsModificationTimeDifferent(String path, long nanos) throws IOException {
        setTime(target.resolve(path), THEN.plusNanos(nanos));

        assertThat(TreeComparison.compare(source, target, 10).lines())
                .singleElement()
                .asString()
                .startsWith("differs: " + (path.isEmpty() ? "." : path) + ": mtime 2010-05-06T07:08:09.123456")
                .contains(" != 2010-05-06T07:08:09.12345");
    }

    static Stream<Arguments> paths() {
        return Stream.of(Arguments.of("d/f", 1), Arguments.of("d", 1), Arguments.of("", 1), Arguments.of("l", 1000));
    }

    @ParameterizedTest
    @MethodSource("owners")
    void findsOwnerDifferent(String attribute, String path) throws IOException {
        assumeTrue(((Integer) Files.getAttribute(target, "unix:uid")) == 0, "only root may give a file away");
        Files.setAttribute(target.resolve(path), "unix:" + attribute, 65534, NOFOLLOW_LINKS);

        assertThat(TreeComparison.compare(source, target, 10).lines())
                .containsExactly("differs: " + path + ": " + attribute + " 0 != 65534");
    }

    static Stream<Arguments> owners() {
        return Stream.of("uid", "gid").flatMap(a -> Stream.of("d", "d/f", "l").map(p -> Arguments.of(a, p)));
    }

    @Test
    void leavesOutTheTargetsOwnFolderOnly() throws IOException {
        Files.createDirectories(target.resolve(".caravan/trash"));
        setTimes(target);
        assertThat(TreeComparison.compare(source, target, 10).isEqual()).isTrue();

        Files.createDirectory(source.resolve(".caravan"));
        setTimes(source);
        Files.delete(target.resolve(".caravan/trash"));
        Files.delete(target.resolve(".caravan"));
        setTimes(target);
        assertThat(TreeComparison.compare(source, target, 10).lines()).containsExactly("missing: .caravan (directory)");
    }

    @Test
    void countsEveryEntryOfAMissingTreeAndPrintsTheFirstOnes() throws IOException {
        Files.delete(target.resolve("d/f"));
        Files.delete(target.resolve("d/e"));
        Files.delete(target.resolve("d"));
        setTimes(target);

        Result result = TreeComparison.compare(source, target, 2);

        assertThat(result.differences()).isEqualTo(3);
        assertThat(result.lines()).containsExactly("missing: d (directory)", "missing: d/e (file)");
    }

    private Path make(String name) throws IOException {
        Path root = Files.createDirectory(folder.resolve(name));
        Path directory = Files.createDirectory(root.resolve("d"));
        Files.writeString(directory.resolve("f"), "abc");
        Files.createFile(directory.resolve("e"));
        link(root.resolve("l"), "f");
        mode(root, 0755);
        mode(directory, 0755);
        mode(directory.resolve("f"), 0644);
        setTimes(root);
        return root;
    }

    private static void setTimes(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                setTime(path, THEN);
            }
        }
    }

    private static void setTime(Path path, Instant time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private static void link(Path path, String text) throws IOException {
        Files.createSymbolicLink(path, Path.of(text));
    }

    private static Arguments change(String line, Change change) {
        return Arguments.of(line, change);
    }
}
