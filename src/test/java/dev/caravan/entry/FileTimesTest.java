package dev.caravan.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTimesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "2026-03-26T11:45:56.123456789Z, 2026-03-26T11:45:56.123456789Z",
        "1970-01-01T00:00:00Z,           1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z,           1969-12-31T23:59:59Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59Z",
        "1923-04-05T06:07:08.9Z,         1923-04-05T06:07:08Z",
        "2262-04-11T23:47:16.854775807Z, 2262-04-11T23:47:16.854775807Z",
        "2262-04-11T23:47:16.854775808Z, 2262-04-11T23:47:16.854775807Z",
        "2446-05-10T22:38:55Z,           2262-04-11T23:47:16.854775807Z"
    })
    void knowsWhatAFileGets(Instant time, Instant expected) throws IOException {
        assertThat(FileTimes.settable(time)).isEqualTo(expected);
        Path file = Files.createFile(folder.resolve("f"));
        Files.setLastModifiedTime(file, FileTime.from(expected));
        Instant kept = Lstat.read(file).orElseThrow().modified();
        assertThat(kept).isEqualTo(expected);
        assertThat(FileTimes.areEqual(time, kept, Duration.ofNanos(1))).isTrue();
        assertThat(FileTimes.areEqual(time, kept.minusSeconds(1), Duration.ofNanos(1)))
                .isFalse();
    }
}
