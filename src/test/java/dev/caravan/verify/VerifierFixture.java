package dev.caravan.verify;

import dev.caravan.testing.SettableClock;
import dev.caravan.verify.Outcome.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two trees of one file each, equal until a test changes them, and what a verifier finds in them. */
@Timeout(60)
abstract class VerifierFixture {
    static final VerifyOptions CONTENT = new VerifyOptions(100, 0, false, Optional.empty());
    static final VerifyOptions REPAIR = new VerifyOptions(100, 0, true, Optional.empty());
    static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00.123456789Z"));

    @TempDir
    Path folder;

    Path source;
    Path target;

    /** A day later, when everything that a test made is quiet. */
    final SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(1)));

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        for (Path root : List.of(source, target)) {
            Files.createDirectory(root.resolve("d"));
            file(root.resolve("d/f"), "content");
        }
        setTimes();
    }

    static void file(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, OLD);
    }

    void setTimes() throws IOException {
        for (Path root : List.of(source, target)) {
            for (Path directory : List.of(root.resolve("d"), root)) {
                Files.setLastModifiedTime(directory, OLD);
            }
        }
    }

    List<Finding> find(VerifyOptions options) throws IOException, InterruptedException {
        return new Comparing(source, target, clock).verify(options).pass().first();
    }
}
