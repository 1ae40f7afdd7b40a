package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.moosefs.Trees;
import dev.caravan.testing.CaravanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGTERM, whatever is going on: status 0 within 10 s, and what was left is done after the next start. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
class StopIT extends LoggedTreesFixture {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String DELAYED = "120";

    @Test
    void stopsWhileIdle() throws Exception {
        Files.writeString(source.resolve("a"), "a");
        try (CaravanProcess caravan = start()) {
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void stopsWhileAWalkCopiesAndGoesOnAfterwards() throws Exception {
        grow(40, 100, 20_000);
        settings.put("caravan.copy.workers", "2");
        try (CaravanProcess caravan = start()) {
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied > 200, BOUND);
            caravan.stop();
        }
        assertThat(leftovers()).as("copies that were begun were ended").isEmpty();
        settings.remove("caravan.copy.workers");
        restartAndCompare();
    }

    @Test
    void stopsWhileHeldPathsWaitAndGoesOnAfterwards() throws Exception {
        settings.put("caravan.settle.quiet-seconds", DELAYED);
        settings.put("caravan.walk.enabled", "false");
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            growAndLog(5, 20);
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held >= 100, BOUND);
            caravan.stop();
        }
        settings.put("caravan.settle.quiet-seconds", "1");
        // No walk: the low-water mark must have stayed before every held path.
        restartAndCompare();
    }

    @Test
    void stopsWhileAFullHoldBlocksTheTail() throws Exception {
        settings.put("caravan.settle.quiet-seconds", DELAYED);
        settings.put("caravan.settle.max-held-paths", "10");
        settings.put("caravan.tail.batch-bytes", "1000");
        settings.put("caravan.tail.max-line-bytes", "500");
        settings.put("caravan.walk.enabled", "false");
        try (CaravanProcess caravan = start()) {
            log.awaitFollowed(caravan);
            growAndLog(5, 100);
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held >= 10, BOUND);
            assertThat((Long) caravan.attribute("HeldPaths")).isLessThan(50);
            assertThat((Long) caravan.attribute("LogLagBytes")).isPositive();
            caravan.stop();
        }
        settings.put("caravan.settle.quiet-seconds", "1");
        settings.remove("caravan.settle.max-held-paths");
        restartAndCompare();
    }

    @Test
    void stopsWhileAFullHoldBlocksTheWalk() throws Exception {
        settings.put("caravan.settle.quiet-seconds", DELAYED);
        settings.put("caravan.settle.max-held-paths", "10");
        grow(10, 50, 10);
        try (CaravanProcess caravan = start()) {
            // All files are young, so the walk has to hold them.
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held >= 10, BOUND);
            caravan.stop();
        }
        settings.put("caravan.settle.quiet-seconds", "1");
        settings.remove("caravan.settle.max-held-paths");
        restartAndCompare();
    }

    @Test
    void stopsWhilePaused() throws Exception {
        settings.put("caravan.copy.workers", "1");
        grow(10, 100, 10_000);
        try (CaravanProcess caravan = start()) {
            caravan.invoke("pause");
            growAndLog(1, 10);
            assertThat(caravan.attribute("State")).isEqualTo("PAUSED");
            caravan.stop();
        }
        restartAndCompare();
    }

    private CaravanProcess start() throws IOException {
        return CaravanProcess.run(folder, settings);
    }

    private void restartAndCompare() throws Exception {
        try (CaravanProcess caravan = start()) {
            caravan.awaitDrained(BOUND);
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    private void grow(int directories, int files, int bytes) throws IOException {
        byte[] data = "0123456789\n".repeat(bytes / 11 + 1).getBytes(ISO_8859_1);
        for (int i = 0; i < directories; i++) {
            Path directory = Files.createDirectory(source.resolve("d" + i));
            for (int j = 0; j < files; j++) {
                Files.write(directory.resolve("f" + j), data);
            }
        }
    }

    private void growAndLog(int directories, int files) throws IOException {
        for (int i = 0; i < directories; i++) {
            Path directory = Files.createDirectory(source.resolve("logged" + i));
            log.lookup(source, "logged" + i);
            for (int j = 0; j < files; j++) {
                Files.writeString(directory.resolve("f" + j), "f" + j);
                log.lookup(directory, "f" + j);
            }
        }
    }

    private String leftovers() throws IOException {
        try (var entries = Files.walk(target)) {
            return entries.map(Path::toString)
                    .filter(path -> path.endsWith(".tmp"))
                    .toList()
                    .toString()
                    .replace("[]", "");
        }
    }
}
