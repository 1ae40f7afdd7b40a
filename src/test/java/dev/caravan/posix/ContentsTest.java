package dev.caravan.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Difference;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Timeout(60)
class ContentsTest {
    private static final int MIB = 1 << 20;

    @SuppressWarnings("unused") // by FieldSource
    private static final List<Posix> BOTH = List.of(new NativePosix(), new PortablePosix());

    @TempDir
    private Path folder;

    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final AtomicLong bytes = new AtomicLong();

    @AfterEach
    void stop() {
        readers.shutdownNow();
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void findsOneByteWhereverItIs(Posix posix) throws IOException {
        byte[] content = new byte[3 * MIB + 17];
        new Random(1).nextBytes(content);
        Path one = Files.write(folder.resolve("one"), content);
        for (int at : new int[] {0, 1, MIB - 1, MIB, 2 * MIB + 5, content.length - 1}) {
            byte[] other = content.clone();
            other[at] ^= 1;
            Path two = Files.write(folder.resolve("two"), other);
            assertThat(contents(posix).difference(one, two, content.length))
                    .contains(new Difference("content", value(content[at], at), value(other[at], at)));
        }
        Path same = Files.write(folder.resolve("two"), content);
        long before = bytes.get();
        assertThat(contents(posix).difference(one, same, content.length)).isEmpty();
        assertThat(bytes.get() - before).isEqualTo(content.length);
    }

    private static String value(byte value, int at) {
        return String.format("0x%02x at offset %d", value, at);
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void takesAHoleForZeros(Posix posix) throws IOException {
        Path zeros = Files.write(folder.resolve("zeros"), new byte[2 * MIB]);
        Path hole = sparse("hole", 2L * MIB);
        assertThat(contents(posix).difference(zeros, hole, 2L * MIB)).isEmpty();
        assertThat(contents(posix).difference(hole, zeros, 2L * MIB)).isEmpty();
        write(hole, 2L * MIB - 1, 7);
        assertThat(contents(posix).difference(zeros, hole, 2L * MIB))
                .contains(new Difference("content", "0x00 at offset 2097151", "0x07 at offset 2097151"));
    }

    @Test
    void readsNothingOfHolesThatBothHave() throws IOException {
        long size = 1L << 40;
        Path one = sparse("one", size);
        Path two = sparse("two", size);
        write(one, size / 2, 1);
        write(two, size / 2, 2);
        assertThat(contents(new NativePosix()).difference(one, two, size))
                .contains(new Difference("content", "0x01 at offset 549755813888", "0x02 at offset 549755813888"));
        assertThat(bytes.get()).isLessThan(MIB);
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void saysWhereAFileEndsThatHasBecomeShorter(Posix posix) throws IOException {
        Path one = Files.write(folder.resolve("one"), new byte[] {1, 2, 3});
        Path two = Files.write(folder.resolve("two"), new byte[] {1, 2});
        assertThat(contents(posix).difference(one, two, 3))
                .contains(new Difference("content", "0x03 at offset 2", "ends at offset 2"));
        assertThat(contents(posix).difference(two, two, 3)).isEmpty();
    }

    @Test
    void leavesTheTimeOfTheLastReadAlone() throws IOException {
        Path one = Files.write(folder.resolve("one"), new byte[MIB + 1]);
        Files.setAttribute(one, "lastAccessTime", java.nio.file.attribute.FileTime.fromMillis(0));
        assertThat(contents(new NativePosix()).difference(one, one, MIB + 1)).isEmpty();
        assertThat(Files.getAttribute(one, "lastAccessTime")).isEqualTo(java.nio.file.attribute.FileTime.fromMillis(0));
    }

    @Test
    void endsAtAnInterrupt() throws IOException {
        Path one = Files.write(folder.resolve("one"), new byte[2 * MIB]);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> contents(new NativePosix()).difference(one, one, 2 * MIB))
                .isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void throwsWhereAFileIsGone() throws IOException {
        Path one = Files.write(folder.resolve("one"), new byte[1]);
        assertThatThrownBy(() -> contents(new NativePosix()).difference(one, folder.resolve("gone"), 1))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Contents contents(Posix posix) {
        return new Contents(posix, readers, Contents.Turn.FREE, bytes::addAndGet);
    }

    private Path sparse(String name, long size) throws IOException {
        Path file = folder.resolve(name);
        try (RandomAccessFile made = new RandomAccessFile(file.toString(), "rw")) {
            made.setLength(size);
        }
        return file;
    }

    private static void write(Path file, long at, int value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
        }
    }
}
