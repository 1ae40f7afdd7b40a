package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Faults;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Refusing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What becomes of an entry for which the kernel says no, whatever it was asked for. */
class ErrnoTest {
    @TempDir
    private Path folder;

    private TwoTrees trees;

    /** An exception is what the failures' route retries and reports; a held entry comes back by itself. */
    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EIO", "ESTALE", "EACCES", "ENAMETOOLONG", "ELOOP"})
    void triesTheEntryAgainAndLosesNothing(Errno errno) throws IOException {
        int calls = calls();
        int failures = 0;
        for (int failing = 1; failing <= calls; failing++) {
            Faults faults = new Faults(failing, false, () -> fail(errno), false);
            Verdict verdict = prepare();
            try {
                // Too many links above it are one that somebody has put there: the directory's own verdict comes first.
                Kind kind = trees.copier(faults.around(new NativePosix()))
                        .carryOut(verdict)
                        .kind();
                assertThat(kind).as("%s at call %d", errno, failing).isIn(Kind.APPLIED, Kind.WAIT);
                assertThat(kind == Kind.APPLIED)
                        .isEqualTo(Files.readString(target()).equals("newer"));
                assertThat(kind == Kind.WAIT && errno != Errno.ELOOP).isFalse();
            } catch (IOException e) {
                failures++;
                assertThat(Errno.of(e)).isPresent();
            }
            assertThat(Files.readString(target())).isIn("old", "newer");
            // It does not stop the others.
            assertThat(trees.carryOut("other").kind()).isEqualTo(Kind.APPLIED);
        }
        assertThat(failures).isGreaterThan(calls / 2);
    }

    @ParameterizedTest
    @CsvSource({"ENOSPC", "EDQUOT", "EROFS"})
    void stopsAllCopiesUntilTheTargetTakesSomething(Errno errno) throws IOException {
        int calls = calls();
        int waits = 0;
        for (int failing = 1; failing <= calls; failing++) {
            Verdict verdict = prepare();
            AtomicBoolean isFull = new AtomicBoolean();
            Faults faults = new Faults(
                    failing,
                    false,
                    () -> {
                        isFull.set(true);
                        fail(errno);
                    },
                    false);
            // From then on it takes no small file of Caravan's own either.
            Copier copier = trees.copier(Refusing.around(
                    faults.around(new NativePosix()),
                    (call, entry, arguments) -> isFull.get() && isOwn(call, arguments) ? errno : null));
            if (copier.carryOut(verdict).kind() == Kind.WAIT) {
                waits++;
                assertThat(copier.carryOut(trees.verdict("other")))
                        .isInstanceOfSatisfying(
                                Verdict.Wait.class,
                                wait -> assertThat(wait.reason()).contains("nothing is written"));
                assertThat(trees.target.resolve("other")).doesNotExist();
                isFull.set(false);
                trees.clock.advance(Duration.ofSeconds(2));
            }
            assertThat(copier.carryOut(trees.verdict("f")).kind()).isEqualTo(Kind.APPLIED);
            assertThat(copier.carryOut(trees.verdict("other")).kind()).isEqualTo(Kind.APPLIED);
            assertThat(Files.readString(target())).isEqualTo("newer");
        }
        assertThat(waits).isGreaterThan(calls / 2);
    }

    private static boolean isOwn(String call, List<Object> arguments) {
        return call.equals("create") && arguments.get(0).toString().contains("/.caravan/");
    }

    /** A look that failed says nothing; least of all that the entry is gone. */
    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            mode = Mode.INCLUDE,
            names = {"EIO", "ESTALE", "EACCES", "ENAMETOOLONG"})
    void removesNothingThatCouldNotBeLookedAt(Errno errno) throws IOException {
        prepare();
        Files.delete(trees.source.resolve("f"));
        Verdict remove = trees.verdict("f");
        Files.writeString(trees.source.resolve("f"), "it is back");
        // The directory is opened first, then the entry is looked at.
        for (int failing : new int[] {1, 2}) {
            Copier copier =
                    trees.copier(new Faults(failing, false, () -> fail(errno), false).around(new NativePosix()));
            assertThatThrownBy(() -> copier.carryOut(remove)).isInstanceOf(IOException.class);
            assertThat(target()).hasContent("old");
        }
    }

    @Test
    void leavesNoTemporaryFileBehindWhereNothingIsWrittenAnyMore() throws IOException {
        int calls = calls();
        Verdict verdict = prepare();
        for (int failing = 1; failing <= calls; failing++) {
            Copier copier =
                    trees.copier(new Faults(failing, false, () -> fail(Errno.ENOSPC), false).around(new NativePosix()));
            try {
                copier.carryOut(verdict);
            } catch (IOException e) {
                // The target takes something: it is this entry's.
                assertThat(Errno.ENOSPC.is(e)).isTrue();
            }
        }
        try (var entries = Files.list(trees.target)) {
            assertThat(entries.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(".caravan", "f");
        }
    }

    /** An older file on the target. */
    private Verdict prepare() throws IOException {
        trees = new TwoTrees(Files.createTempDirectory(folder, "try"));
        Files.writeString(trees.source.resolve("f"), "newer");
        Files.writeString(trees.source.resolve("other"), "other");
        Files.writeString(target(), "old");
        return trees.verdict("f");
    }

    private int calls() throws IOException {
        Verdict verdict = prepare();
        Faults faults = new Faults(0, false);
        trees.copier(faults.around(new NativePosix())).carryOut(verdict);
        return faults.calls();
    }

    private Path target() {
        return trees.target.resolve("f");
    }

    private static void fail(Errno errno) throws IOException {
        throw Faults.error(errno);
    }
}
