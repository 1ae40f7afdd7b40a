package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Faults;
import dev.caravan.posix.NativePosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that grew, of which only the end is copied: whatever happens at whichever call, no third thing passes for the source's. */
class AppendFaultsTest {
    private static final int BYTES = 3 << 19;
    private static final int MORE = 1000;

    @TempDir
    private Path folder;

    private Path here;
    private Path source;
    private Path target;
    private byte[] before;

    /** Null where there was none. */
    private Kind verdict;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void isOldOrNewOrMadeWholeByTheNextPass(boolean clones, boolean crash) throws IOException {
        int calls = append(new Faults(0, crash, Faults::fail, clones), 0);
        assertThat(verdict).isEqualTo(Kind.APPLIED);
        assertThat(calls).isGreaterThan(20);
        for (int failing = 1; failing <= calls; failing++) {
            append(new Faults(0, crash, Faults::fail, clones), failing);
            assertMadeWhole("call %d of %d fails, crash: %s".formatted(failing, calls, crash));
        }
    }

    /** With the size and the time that it had: only the ctime tells, and from then on the target has to. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isMadeWholeWhereTheSourceIsRewrittenMeanwhile(boolean clones) throws IOException {
        int calls = append(new Faults(0, false, this::rewriteSource, clones), 0);
        int seen = 0;
        for (int at = 1; at <= calls; at++) {
            append(new Faults(0, false, this::rewriteSource, clones), at);
            // What is rewritten after the second look, its time set back, no tool sees.
            if (verdict == Kind.WAIT) {
                seen++;
                assertMadeWhole("rewritten at call %d of %d".formatted(at, calls));
            }
        }
        assertThat(seen).isGreaterThan(10);
    }

    /**
     * Copies a file, twice as it grows, the second time with the fault.
     *
     * @return how many calls that took
     */
    private int append(Faults faults, int at) throws IOException {
        here = Files.createTempDirectory(folder, "try");
        TwoTrees trees = new TwoTrees(here, faults.around(new NativePosix()));
        source = trees.source.resolve("f");
        target = trees.target.resolve("f");
        Files.write(source, bytes(1, BYTES));
        trees.carryOut("f");
        // The first time tells whether the target's files can share data.
        Files.write(source, bytes(2, MORE), StandardOpenOption.APPEND);
        trees.carryOut("f");
        assertThat(target).hasSameBinaryContentAs(source);
        before = Files.readAllBytes(target);
        Files.write(source, bytes(3, MORE), StandardOpenOption.APPEND);
        Verdict looked = trees.verdict("f");
        faults.failAt(at);
        verdict = null;
        try {
            verdict = trees.copier.carryOut(looked).kind();
        } catch (IOException | Faults.Crash e) {
            assertThat(at).as("the call that fails: %s", e).isPositive();
        }
        return faults.calls();
    }

    private void assertMadeWhole(String as) throws IOException {
        byte[] now = Files.readAllBytes(source);
        byte[] shown = Files.readAllBytes(target);
        boolean isOld = Arrays.equals(shown, before);
        boolean isNew = Arrays.equals(shown, now);
        // Another process, which knows nothing of this one.
        TwoTrees next = new TwoTrees(here);
        Entry ours = next.ofSource("f");
        Entry theirs = next.ofTarget("f");
        boolean looksEqual = ours.size() == theirs.size() && ours.modified().equals(theirs.modified());
        assertThat(looksEqual && !isNew)
                .as("%s: something else looks equal", as)
                .isFalse();
        assertThat(isOld || isNew || marks() == 1).as("%s: is marked", as).isTrue();

        if (!looksEqual) {
            assertThat(next.carryOut("f").kind()).as(as).isEqualTo(Kind.APPLIED);
            assertThat(marks()).as("%s: marks", as).isZero();
        }
        assertThat(target).as(as).hasSameBinaryContentAs(source);
        assertThat(next.ofTarget("f").modified()).as(as).isEqualTo(ours.modified());
        try (Stream<Path> entries = Files.list(next.target)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())
                            .filter(name -> !name.startsWith(".caravan.f")))
                    .as(as)
                    .containsExactlyInAnyOrder(".caravan", "f");
        }
    }

    private long marks() throws IOException {
        Path workshop = here.resolve("target/.caravan/partial");
        if (!Files.isDirectory(workshop, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(workshop)) {
            return files.filter(file -> file.toString().endsWith(Workshop.DIRTY))
                    .count();
        }
    }

    private void rewriteSource() throws IOException {
        FileTime modified = Files.getLastModifiedTime(source);
        Files.write(source, bytes(4, BYTES + 2 * MORE), StandardOpenOption.WRITE);
        Files.setLastModifiedTime(source, modified);
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
