package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Refusing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the target refuses of one entry is that entry's; what it refuses of each is found by a try of its own. */
class RefusedEntryTest {
    @TempDir
    private Path folder;

    private TwoTrees trees;

    private void refuse(Refusing.Rule rule) throws IOException {
        trees = new TwoTrees(folder, Refusing.around(new NativePosix(), rule));
    }

    private void write(String path, int owner, int mode) throws IOException {
        Path file = trees.source.resolve(path);
        Files.writeString(file, path);
        Files.setAttribute(file, "unix:uid", owner);
        Files.setAttribute(file, "unix:gid", owner);
        Files.setAttribute(file, "unix:mode", mode);
    }

    private static boolean isOwner(List<Object> arguments, int owner) {
        return arguments.contains(owner);
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "EINVAL", "EOPNOTSUPP"})
    void anOwnerThatOneEntryMayNotHaveIsNotTheOthers(Errno why) throws IOException {
        refuse((call, entry, arguments) -> call.equals("setOwner") && isOwner(arguments, 70_000) ? why : null);
        write("refused", 70_000, 0644);
        write("given", 1000, 04755);
        Verdict.Applied refused = (Verdict.Applied) trees.carryOut("refused");
        assertThat(refused.refusal()).contains("owner 70000:70000 could not be set");
        assertThat(trees.ofTarget("refused").uid()).isZero();
        assertThat(Files.readString(trees.target.resolve("refused"))).isEqualTo("refused");
        assertThat(((Verdict.Applied) trees.carryOut("given")).isRefused()).isFalse();
        assertThat(trees.ofTarget("given").uid()).isEqualTo(1000);
        assertThat(trees.ofTarget("given").mode()).isEqualTo(04755);

        // The comparison shows it, and knows that another try in the same walk would be none.
        Entry ours = trees.ofSource("refused");
        Entry theirs = trees.ofTarget("refused");
        assertThat(comparison().differences(ours, theirs))
                .containsExactly(new Difference("owner", "70000", "0"), new Difference("group", "70000", "0"));
        RelativePath path = new RelativePath("refused");
        assertThat(comparison().lacksOnlyRefused(path, ours, theirs)).isTrue();
        Files.setAttribute(trees.source.resolve("refused"), "unix:mode", 0600);
        assertThat(comparison().lacksOnlyRefused(path, trees.ofSource("refused"), theirs))
                .isFalse();
    }

    private Comparison comparison() {
        return new Comparison(Duration.ofNanos(1), Duration.ofNanos(1), trees.trees.limits());
    }

    @ParameterizedTest
    @CsvSource({"04755, 0755", "02755, 0755", "06711, 0711", "01777, 01777"})
    void nobodysSetUidFileBecomesAnothers(String mode, String expected) throws IOException {
        refuse((call, entry, arguments) -> call.equals("setOwner") && !isOwner(arguments, 0) ? Errno.EPERM : null);
        write("f", 70_000, Integer.parseInt(mode, 8));
        trees.carryOut("f");
        assertThat(trees.ofTarget("f").mode()).isEqualTo(Integer.parseInt(expected, 8));
    }

    @Test
    void ownersThatTheTargetTakesFromNoEntryAreNoFailure() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        refuse((call, entry, arguments) -> {
            tries.addAndGet(call.equals("create") && !entry.isEmpty() ? 1 : 0);
            return call.equals("setOwner") ? Errno.EPERM : null;
        });
        write("f", 1000, 04755);
        write("g", 1001, 0644);
        assertThat(((Verdict.Applied) trees.carryOut("f")).isRefused()).isFalse();
        assertThat(((Verdict.Applied) trees.carryOut("g")).isRefused()).isFalse();
        assertThat(tries).as("two files, one probe").hasValue(3);
        assertThat(trees.ofTarget("f").mode()).isEqualTo(0755);
        // As equal as it gets: without set-uid.
        assertThat(comparison().areEqual(trees.ofSource("f"), trees.ofTarget("f")))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPERM", "EINVAL", "ENOSPC", "E2BIG"})
    void anAttributeThatOneEntryMayNotHaveIsNotTheOthers(Errno why) throws IOException {
        refuse((call, entry, arguments) -> call.equals("setAttribute") && arguments.contains("refused") ? why : null);
        write("f", 0, 0644);
        write("g", 0, 0444);
        NativePosix real = new NativePosix();
        real.setAttribute(trees.source.resolve("f"), "user.a", "refused");
        real.setAttribute(trees.source.resolve("f"), "user.b", "given");
        real.setAttribute(trees.source.resolve("g"), "user.a", "given");
        Verdict.Applied refused = (Verdict.Applied) trees.carryOut("f");
        assertThat(refused.refusal()).contains("attribute user.a could not be set");
        assertThat(trees.ofTarget("f").attributes()).isEqualTo(Map.of("user.b", "given"));
        assertThat(((Verdict.Applied) trees.carryOut("g")).isRefused()).isFalse();
        assertThat(trees.ofTarget("g").attributes()).isEqualTo(Map.of("user.a", "given"));
    }

    @Test
    void anAttributeThatTheTargetTakesFromNoEntryIsNoFailure() throws IOException {
        refuse((call, entry, arguments) -> call.equals("setAttribute") ? Errno.EOPNOTSUPP : null);
        write("f", 0, 0644);
        new NativePosix().setAttribute(trees.source.resolve("f"), "user.a", "lost");
        assertThat(((Verdict.Applied) trees.carryOut("f")).isRefused()).isFalse();
        assertThat(comparison().areEqual(trees.ofSource("f"), trees.ofTarget("f")))
                .isTrue();
    }

    /** What was full a moment ago takes the attribute then. */
    @Test
    void doesNotGiveAnAttributeUpWhereTheWholeTargetIsFull() throws IOException {
        AtomicBoolean isFull = new AtomicBoolean(true);
        refuse((call, entry, arguments) -> {
            boolean isRefused = call.equals("setAttribute") || call.equals("write");
            return isRefused && isFull.get() ? Errno.ENOSPC : null;
        });
        write("f", 0, 0644);
        new NativePosix().setAttribute(trees.source.resolve("f"), "user.a", "kept");
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.WAIT);
        isFull.set(false);
        trees.clock.advance(Duration.ofSeconds(1));
        assertThat(((Verdict.Applied) trees.carryOut("f")).isRefused()).isFalse();
        assertThat(trees.ofTarget("f").attributes()).isEqualTo(Map.of("user.a", "kept"));
    }

    /** It is too large for what is left, or its directory has used up what it is allowed. */
    @ParameterizedTest
    @EnumSource(names = {"ENOSPC", "EDQUOT", "EROFS"})
    void goesOnWithTheOthersWhereTheTargetRefusesOneOnly(Errno why) throws IOException {
        AtomicInteger number = new AtomicInteger();
        refuse((call, entry, arguments) -> call.equals("create") && number.incrementAndGet() == 1 ? why : null);
        write("f", 0, 0644);
        write("g", 0, 0644);
        assertThatThrownBy(() -> trees.carryOut("f")).matches(e -> why.is((IOException) e));
        assertThat(trees.carryOut("g").kind()).isEqualTo(Kind.APPLIED);
        assertThat(names(trees.target.resolve(".caravan"))).containsExactly("marker");
    }

    /** One entry finds it out; the others need not. */
    @ParameterizedTest
    @EnumSource(names = {"ENOSPC", "EDQUOT", "EROFS"})
    void copiesNothingWhileTheTargetTakesNothing(Errno why) throws IOException {
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean isFull = new AtomicBoolean(true);
        refuse((call, entry, arguments) -> {
            tries.addAndGet(call.equals("openForReading") ? 1 : 0);
            return call.equals("create") && isFull.get() ? why : null;
        });
        write("f", 0, 0644);
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.WAIT);
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.WAIT);
        assertThat(tries).hasValue(1);
        assertThat(names(trees.target)).containsExactly(".caravan");

        // It asks again after a second.
        isFull.set(false);
        trees.clock.advance(Duration.ofSeconds(1));
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.APPLIED);
        assertThat(names(trees.target.resolve(".caravan"))).containsExactly("marker");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileThatGetsNoMoreNamesIsCopiedAgainForTheOthers() throws IOException {
        refuse((call, entry, arguments) ->
                call.equals("link") && links((Path) arguments.get(0)) >= 3 ? Errno.EMLINK : null);
        Files.writeString(trees.source.resolve("n0"), "the one content");
        for (int i = 1; i < 8; i++) {
            Files.createLink(trees.source.resolve("n" + i), trees.source.resolve("n0"));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(((Verdict.Applied) trees.carryOut("n" + i)).isRefused()).isFalse();
        }
        for (int i = 0; i < 8; i++) {
            assertThat(trees.target.resolve("n" + i)).hasContent("the one content");
        }
        assertThat(Stream.of(0, 1, 2, 3, 4, 5, 6, 7).map(i -> inode("n" + i)).distinct())
                .hasSize(3);
    }

    private static int links(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:nlink");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long inode(String path) {
        try {
            return trees.ofTarget(path).inode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXDEV", "EPERM"})
    void aNameThatLeadsToNoOthersCopyGetsItsOwn(Errno why) throws IOException {
        AtomicInteger links = new AtomicInteger();
        refuse((call, entry, arguments) -> {
            links.addAndGet(call.equals("link") ? 1 : 0);
            return call.equals("link") ? why : null;
        });
        Files.writeString(trees.source.resolve("a"), "content");
        Files.createLink(trees.source.resolve("b"), trees.source.resolve("a"));
        trees.carryOut("a");
        trees.carryOut("b");
        assertThat(trees.target.resolve("b")).hasContent("content");
        // Nor is it tried again in this process.
        trees.carryOut("b");
        assertThat(links).hasValue(1);
    }
}
