package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Refusing;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitProbeTest {
    @TempDir
    private Path folder;

    private TwoTrees trees;
    private long device;

    @BeforeEach
    void make() throws IOException {
        trees = new TwoTrees(folder);
        device = trees.trees.roots().targetDevice();
    }

    private boolean works(Refusing.Rule rule, String kind) throws IOException {
        Posix posix = Refusing.around(new NativePosix(), rule);
        Trees others = TreesFixture.trees(trees.trees.roots(), posix, trees.hardLinks);
        Folder from = posix.open(trees.source, RelativePath.ROOT);
        Folder to = posix.open(trees.target, RelativePath.ROOT);
        Inheritance none = new Inheritance(posix, false, to);
        try (Place place =
                new Place(new RelativePath("f"), new Parents.Pair(from, to, none, () -> close(from, to)), device)) {
            return new LimitProbe(others).works(kind, device, place);
        } finally {
            try (Stream<Path> left = Files.list(trees.target.resolve(".caravan"))) {
                assertThat(left.map(entry -> entry.getFileName().toString())).containsExactly("marker");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TargetLimits.OWNER,
                "user.*",
                "trusted.*",
                "security.capability",
                "system.posix_acl_access",
                "system.posix_acl_default"
            })
    void knowsWhatTheTargetHoldsAndWhatItRefuses(String kind) throws IOException {
        assertThat(works((call, entry, arguments) -> null, kind)).isTrue();
        assertThat(works(
                        (call, entry, arguments) -> call.matches("setOwner|setAttribute") ? Errno.EOPNOTSUPP : null,
                        kind))
                .isFalse();
    }

    /** Of an attribute that has a form of its own, only that no such thing is known says something. */
    @Test
    void takesAnAttributeOfUnknownFormForHeldUnlessItsNameIsUnknown() throws IOException {
        assertThat(works((call, entry, arguments) -> call.equals("setAttribute") ? Errno.EINVAL : null, "system.x"))
                .isTrue();
        assertThat(works((call, entry, arguments) -> call.equals("setAttribute") ? Errno.EOPNOTSUPP : null, "system.x"))
                .isFalse();
    }

    @Test
    void knowsNothingWhereItCouldNotBeTried() {
        assertThatThrownBy(() ->
                        works((call, entry, arguments) -> call.equals("create") ? Errno.EIO : null, TargetLimits.OWNER))
                .isInstanceOf(IOException.class);
    }

    @Test
    void asksOnceAFileSystem() throws IOException {
        TargetLimits limits = new TargetLimits();
        assertThat(limits.confirm("user.*", 1, RelativePath.ROOT, "test", () -> false))
                .isTrue();
        assertThat(limits.confirm("user.*", 1, RelativePath.ROOT, "test", () -> true))
                .isTrue();
        assertThat(limits.confirm("user.*", 2, RelativePath.ROOT, "test", () -> true))
                .isFalse();
        assertThat(limits.canHold("user.*", 1)).isFalse();
        assertThat(limits.canHold("user.*", 2)).isTrue();
        assertThat(limits.canHold("trusted.*", 1)).isTrue();
        assertThat(limits.confirm("user.*", 3, RelativePath.ROOT, "test", () -> {
                    throw new IOException("could not be tried");
                }))
                .isFalse();
        assertThat(limits.confirm("user.*", 3, RelativePath.ROOT, "test", () -> false))
                .isTrue();
    }

    @Test
    void finds32BitsOfSecondsWhereTheNearestTimeIsKept() throws IOException {
        assertThat(range(Math::min, Math::max)).isEqualTo("1901-12-13T20:45:52Z to 2038-01-19T03:14:07Z");
    }

    @Test
    void finds32BitsOfSecondsWhereTheRestIsCutOff() throws IOException {
        assertThat(range((time, last) -> (int) time, (time, first) -> (int) time))
                .isEqualTo("1901-12-13T20:45:52Z to 2038-01-19T03:14:07Z");
    }

    /** What a file system keeps of seconds beyond a bound. */
    @FunctionalInterface
    private interface Keep {
        long of(long seconds, long bound);
    }

    private String range(Keep late, Keep early) throws IOException {
        Posix real = new NativePosix();
        Posix posix = (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setTimes")) {
                        Instant wanted = (Instant) arguments[2];
                        long seconds = wanted.getEpochSecond();
                        long kept = seconds < 0
                                ? early.of(seconds, Integer.MIN_VALUE)
                                : late.of(seconds, Integer.MAX_VALUE);
                        arguments[2] = Instant.ofEpochSecond(kept);
                    }
                    return method.invoke(real, arguments);
                });
        Trees others = TreesFixture.by(posix, trees.trees);
        new LimitProbe(others).learnTimes();
        return trees.trees.limits().times(device).toString();
    }

    @Test
    void givesATimeThatIsNotKeptOnceAndTakesTheNearestForEqual() throws IOException {
        range(Math::min, Math::max);
        Path file = trees.source.resolve("f");
        Files.writeString(file, "content");
        trees.trees.posix().setTimes(file, Instant.EPOCH, Instant.ofEpochSecond(1L << 32));
        trees.carryOut("f");
        Entry copy = trees.ofTarget("f");
        assertThat(copy.modified()).isEqualTo(Instant.ofEpochSecond(Integer.MAX_VALUE));
        assertThat(new Comparison(Duration.ofNanos(1), Duration.ofNanos(1), trees.trees.limits())
                        .differences(trees.ofSource("f"), copy))
                .isEmpty();
    }

    private static void close(Folder... folders) {
        for (Folder folder : folders) {
            folder.close();
        }
    }
}
