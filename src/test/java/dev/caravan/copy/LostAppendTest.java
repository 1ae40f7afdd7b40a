package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.posix.Interception;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.testing.CountedTicket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that grew, whose task another process takes over while this one is at it: nothing more is written in place. */
class LostAppendTest {
    private static final int BYTES = 3 << 19;
    private static final int MORE = 3 << 20;

    @TempDir
    private Path folder;

    private final CountedTicket ticket = new CountedTicket(1);
    private final FileData data = new FileData(new Bandwidth(0));
    private TwoTrees trees;
    private Path source;
    private Path target;

    /** The call just before which the task is lost. */
    private String losing = "";

    @BeforeEach
    void copyTwice() throws IOException {
        trees = new TwoTrees(folder, Interception.around(new NativePosix(), this::call));
        source = trees.source.resolve("f");
        target = trees.target.resolve("f");
        Files.write(source, bytes(1, BYTES));
        trees.carryOut("f");
        // The first time tells that the target's files cannot share data.
        grow(1000);
        trees.carryOut("f");
        grow(MORE);
    }

    private Object call(Interception.Call call) throws Throwable {
        if (call.name().equals(losing)) {
            ticket.becomes(Right.LOST);
        }
        return call.name().equals("cloneFrom") ? false : call.proceed();
    }

    @Test
    void isWrittenInPlaceWhereItIsHeld() throws IOException {
        Object before = Files.getAttribute(target, "unix:ino");

        assertThat(carryOut()).isEqualTo(Kind.APPLIED);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(Files.getAttribute(target, "unix:ino")).isEqualTo(before);
    }

    @Test
    void isNotWrittenWhereItIsLostDuringTheComparison() throws IOException {
        byte[] before = Files.readAllBytes(target);
        losing = "openForWriting";

        assertThat(carryOut()).isEqualTo(Kind.LOST);
        assertThat(Files.readAllBytes(target)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer", "truncate", "sync"})
    void doesNotLookEqualWhereItIsLostLater(String call) throws IOException {
        losing = call;

        assertThat(carryOut()).isEqualTo(Kind.LOST);
        assertThat(Files.getLastModifiedTime(target)).isNotEqualTo(Files.getLastModifiedTime(source));

        // The one that has it now.
        TwoTrees other = new TwoTrees(folder);
        assertThat(other.carryOut("f").kind()).isEqualTo(Kind.APPLIED);
        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(Files.getLastModifiedTime(source));
    }

    @Test
    void asksBeforeEachPiece() throws IOException {
        Path copy = Files.createFile(folder.resolve("copy"));
        Posix posix = new NativePosix();
        int[] left = {2};
        try (OpenFile from = posix.openForReading(source);
                OpenFile to = posix.openForWriting(copy)) {
            assertThat(data.copy(from, to, 0, BYTES + MORE, () -> left[0]-- > 0))
                    .isEqualTo(2 << 20);
        }

        assertThat(Files.readAllBytes(copy)).isEqualTo(Arrays.copyOf(Files.readAllBytes(source), 2 << 20));
    }

    private Kind carryOut() throws IOException {
        Verdict.Apply apply = (Verdict.Apply) trees.verdict("f");
        return trees.copier
                .carryOut(new Verdict.Apply(
                        apply.task().with(ticket), apply.look(), apply.source(), apply.target(), apply.hot()))
                .kind();
    }

    private void grow(int bytes) throws IOException {
        Files.write(source, bytes(bytes, bytes), StandardOpenOption.APPEND);
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
