package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationOrderTest {
    /** Each suffix with its mtime, in the expected order; {@code live} is the live log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".10@1 .9@2 .2@3 .1@4 live@5",
                ".2@9 .1@8 .0@7 live@1", // names decide, not times
                ".3.gz@3 .2.gz@2 .1@1 live@4",
                ".1.gz@2 .1@1 live@3", // a twin before its plain file
                "-20251231@1 -20260101@1 live@1",
                ".2026-03-25@3 .2026-03-26@2 .2026-03-26.2@1 .2026-03-26.10@1 live@1",
                "-20260326-09@2 -20260326-10@1 live@1",
                "-20260326103000@2 -20260326103001.gz@1 live@1",
                ".1743000000@2 .1743000099@1 .1743000100@1 live@1",
                ".260326@2 .260327@1 live@1",
                ".old@1 ~@2 .bak@3 live@1",
                ".2@1 -20260326@2 .1@3 -20260327@4 live@1", // two ways of naming are merged by time
                "-20260326@1 .bak@2 -20260327@3 live@1",
            })
    void ordersOldestFirst(String files) {
        List<LogFile> expected = new ArrayList<>();
        for (String file : files.split(" ", -1)) {
            String[] parts = file.split("@", -1);
            expected.add(file(parts[0].replace("live", ""), expected.size() + 1, Integer.parseInt(parts[1])));
        }
        List<LogFile> shuffled = new ArrayList<>(expected);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(shuffled, random);
            assertThat(suffixes(RotationOrder.oldestFirst(shuffled))).isEqualTo(suffixes(expected));
        }
    }

    @Test
    void countsAFileOnceThatHasTwoNames() {
        List<LogFile> files = Arrays.asList(file("", 7, 1), file(".current", 7, 1), file(".1", 8, 1));
        assertThat(suffixes(RotationOrder.oldestFirst(files))).isEqualTo(".1 live");
    }

    @ParameterizedTest
    @CsvSource({".1, 1", ".12.gz, 12", "-3, 3", "_0, 0", "-20260326, -1", ".old, -1", ".1.old, -1"})
    void knowsTheIndexOfANumberedFile(String suffix, long index) {
        assertThat(RotationOrder.index(file(suffix, 1, 1))).isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource({"'', PLAIN", ".1, PLAIN", ".1.gz, GZIP", ".gz, GZIP", ".1.zst, UNREADABLE", "-20260326.xz, UNREADABLE"})
    void knowsTheFormByTheName(String suffix, LogFile.Form form) {
        assertThat(file(suffix, 1, 1).form()).isEqualTo(form);
    }

    private static LogFile file(String suffix, long inode, int second) {
        return new LogFile(
                Path.of("Client.log" + suffix), suffix, new FileId(1, inode), 1, Instant.ofEpochSecond(second));
    }

    private static String suffixes(List<LogFile> files) {
        return files.stream()
                .map(file -> file.isLive() ? "live" : file.suffix())
                .collect(Collectors.joining(" "));
    }
}
