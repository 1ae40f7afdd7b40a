package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Maker;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeFileTest {
    private static final RelativePath PATH = new RelativePath("f");
    private static final String NAME = UUID.nameUUIDFromBytes(new byte[] {'f'}).toString();
    private static final int RANGE = 1 << 16;
    private static final int RANGES = 20;

    @TempDir
    private Path folder;

    private final Posix posix = new NativePosix();
    private final FileData data = new FileData(new Bandwidth(0));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Long> copied = new ConcurrentSkipListSet<>();
    private Makers makers = Makers.OF_THIS_HOST;
    private Path source;
    private Path place;

    @BeforeEach
    void makeSource() throws IOException {
        Files.createDirectories(folder.resolve("target/.caravan"));
        place = folder.resolve("target/f.tmp");
        source = folder.resolve("source");
        byte[] bytes = new byte[RANGES * RANGE - 1000];
        new Random(1).nextBytes(bytes);
        Files.write(source, bytes);
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void copiesEachRangeOnce() throws IOException {
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES);
        assertMade();
    }

    @Test
    void goesOnWithTheRangesThatAreMissing() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        assertThat(copied).hasSizeBetween(1, RANGES - 1);
        int before = copied.size();
        Set<Long> first = new ConcurrentSkipListSet<>(copied);
        copied.clear();
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES - before).doesNotContainAnyElementsOf(first);
        assertMade();
    }

    @Test
    void beginsAnewWhereTheSourceIsAnother() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        copied.clear();
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES);
        assertMade();
    }

    @Test
    void beginsAnewWhereTheDataIsAnother() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        copied.clear();
        Path half = workshop().file(PATH, ".data");
        Files.copy(half, folder.resolve("copy"));
        Files.delete(half);
        Files.move(folder.resolve("copy"), half);
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES);
        assertMade();
    }

    @Test
    void copiesAgainTheRangeWhoseLineWasCutOff() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        int before = copied.size();
        copied.clear();
        Path record = workshop().file(PATH, ".ranges");
        String text = Files.readString(record);
        Files.writeString(record, text.substring(0, text.length() - 2));
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES - before + 1);
        assertMade();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-7fffffff-1", "of a version that named no process"})
    void takesOverWhatAProcessOfThisHostHasLeft(String ended) throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        int before = copied.size();
        copied.clear();
        giveTo(ended.startsWith("-") ? "-" + Maker.OWN.replaceAll("-.*", ended) : "");
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES - before);
        assertMade();
    }

    /** It would go on to write to the file when that has its final name. */
    @Test
    void leavesToALivingProcessWhatThatHasBegun() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        copied.clear();
        giveTo("-00000000-1-1");
        makers = maker -> Maker.State.LIVES;
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES);
        assertThat(place).hasSameBinaryContentAs(source);
        workshop().clear(PATH);
        assertThat(folder.resolve("target/.caravan/partial").toFile().list()).hasSize(2);
    }

    @Test
    void removesWhatADeadProcessOfAnotherHostHasLeftAndGoesOnWithNothingOfThat() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        copied.clear();
        giveTo("-00000000-1-1");
        makers = maker -> Maker.State.ENDED;
        assertThat(make(-1)).isTrue();
        assertThat(copied).hasSize(RANGES);
        assertMade();
    }

    @Test
    void removesWhatAnUnknownProcessHasNotWrittenToForLong() throws IOException {
        assertThatThrownBy(() -> make(12)).isInstanceOf(IOException.class);
        giveTo("-00000000-1-1");
        Instant changed = Lstat.read(workshop().file(PATH, ".data").resolveSibling(NAME + "-00000000-1-1.data"))
                .orElseThrow()
                .changed();
        workshop().sweep(PATH, changed.plusSeconds(599));
        assertThat(folder.resolve("target/.caravan/partial").toFile().list()).hasSize(2);
        workshop().sweep(PATH, changed.plusSeconds(601));
        assertThat(folder.resolve("target/.caravan/partial")).isEmptyDirectory();
    }

    /** As if another process had made what this one has. */
    private void giveTo(String maker) throws IOException {
        for (String ending : new String[] {".data", ".ranges"}) {
            Path ours = workshop().file(PATH, ending);
            Files.move(ours, ours.resolveSibling(NAME + maker + ending));
        }
    }

    @Test
    void isNotWholeWhereTheSourceBecameShorter() throws IOException {
        Entry before = Lstat.read(source).orElseThrow();
        Files.write(source, new byte[RANGE * 3]);
        assertThat(large(-1).make(PATH, before, source, place, made -> {})).isFalse();
        assertThat(place).doesNotExist();
        assertThat(folder.resolve("target/.caravan/partial")).isEmptyDirectory();
    }

    private Workshop workshop() {
        return new Workshop(folder.resolve("target"), posix, makers);
    }

    private boolean make(int failing) throws IOException {
        Entry entry = Lstat.read(source).orElseThrow();
        return large(failing).make(PATH, entry, source, place, made -> {});
    }

    private LargeFile large(int failing) {
        return new LargeFile(posix, workshop(), RANGE, 3, threads, (from, to, begin, end) -> {
            if (begin / RANGE == failing) {
                throw new IOException("as if it were killed");
            }
            copied.add(begin);
            return data.copy(from, to, begin, end);
        });
    }

    private void assertMade() {
        assertThat(place).hasSameBinaryContentAs(source);
        assertThat(folder.resolve("target/.caravan/partial")).isEmptyDirectory();
    }
}
