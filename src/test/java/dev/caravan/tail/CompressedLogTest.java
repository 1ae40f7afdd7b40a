package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.LineBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rotated logs that were compressed. */
class CompressedLogTest extends FollowerFixture {
    // Compressed

    @Test
    void resumesACompressedFileAtTheUncompressedOffset() throws IOException {
        log.append("").begin();
        log.append(numbered(0, 500));
        log.read();
        log.append(numbered(500, 1000)).rename("", ".1").append("next\n").compress(".1");
        log.restart();
        assertThat(log.read()).hasSize(501).startsWith("line 500").endsWith("line 999", "next");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void goesOnWithinACompressedFileAfterARestart() throws IOException {
        log.append("").begin();
        log.append(numbered(0, 2000)).rename("", ".2").append(numbered(2000, 4000));
        log.rename("", ".1").append("next\n").compress(".2").compress(".1");
        log.restart();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            LineBatch batch = log.poll();
            lines.addAll(batch.lines());
            batch.ticket().release();
            log.restart();
        }
        lines.addAll(log.read());
        assertThat(lines).hasSize(4001).doesNotHaveDuplicates().endsWith("line 3999", "next");
        assertThat(log.gaps).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000", "30", "0"})
    void readsThePlainFileWhereBothAreThere(int compressedBytes) throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").rename("", ".2").append("three\n").rename("", ".1").append("four\n");
        for (String suffix : List.of(".2", ".1")) {
            byte[] bytes = log.gzipped(suffix);
            Files.write(log.path(suffix + ".gz"), Arrays.copyOf(bytes, Math.min(compressedBytes, bytes.length)));
        }
        log.restart();
        assertThat(log.read()).containsExactly("two", "three", "four");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsBothWhereTheCompressedFileIsAnother() throws IOException {
        log.append("")
                .begin()
                .append("one\n")
                .rename("", ".2")
                .append("two\n")
                .rename("", ".1")
                .compress(".1");
        log.append("three\n").rename("", ".1").append("four\n");
        log.restart();
        assertThat(log.read()).containsExactly("one", "two", "three", "four");
    }

    @ParameterizedTest
    @CsvSource({"truncated", "corrupt"})
    void takesWhatCanBeReadOfADamagedFileAndGoesOn(String damage) throws IOException {
        log.append("").begin();
        log.append(numbered(0, 100));
        log.read();
        log.append(numbered(100, 20_000)).rename("", ".1").append("next\n").compress(".1");
        byte[] bytes = Files.readAllBytes(log.path(".1.gz"));
        if (damage.equals("truncated")) {
            bytes = Arrays.copyOf(bytes, bytes.length / 2);
        } else {
            Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x55);
        }
        Files.write(log.path(".1.gz"), bytes);
        log.restart();
        List<String> lines = log.read();
        assertThat(lines)
                .hasSizeGreaterThan(1000)
                .startsWith("line 100", "line 101")
                .endsWith("next");
        assertThat(lines.subList(0, 1000)).containsExactly(numbered(100, 1100).split("\n"));
        assertThat(log.reasons()).singleElement().asString().contains("Client.log.1.gz is damaged");
    }

    @Test
    void recordsAGapForAFileThatIsNoGzipAtAll() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.rename("", ".2").append(".1.gz", "no gzip").append("two\n");
        assertThat(log.read()).containsExactly("two");
        assertThat(log.reasons()).singleElement().asString().contains("damaged");
    }

    @Test
    void recordsAGapForACompressionThatItCannotRead() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.rename("", ".2").append(".1.zst", "zstd").append("two\n");
        assertThat(log.read()).containsExactly("two");
        assertThat(log.reasons()).singleElement().asString().contains(".1.zst is compressed in a form");
    }
}
