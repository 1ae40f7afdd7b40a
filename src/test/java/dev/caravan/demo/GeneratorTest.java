package dev.caravan.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("source"));
    }

    @Test
    void changesTheTreeUntilClosedAndNotFasterThanItsRate() throws IOException {
        try (ClientLog log = log()) {
            LiveTree tree = new LiveTree(root, log, 1);
            long begin = System.nanoTime();
            Generator generator = new Generator(tree, 100);
            generator.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> generator.operations() >= 50);
            generator.close();
            long operations = generator.operations();
            double seconds = (System.nanoTime() - begin) / 1e9;

            assertThat(generator.failure()).isEmpty();
            assertThat((double) operations).isLessThanOrEqualTo(seconds * 100 + 1);
            Object state = Files.getLastModifiedTime(folder.resolve("Client.log"));
            await().during(Duration.ofMillis(200)).until(() -> generator.operations() == operations);
            assertThat(Files.getLastModifiedTime(folder.resolve("Client.log"))).isEqualTo(state);
        }
    }

    @Test
    void keepsTheReasonOfItsEarlyEnd() throws IOException {
        try (ClientLog log = log();
                Generator generator = new Generator(new LiveTree(root, log, 1), 100)) {
            Files.delete(root);
            generator.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> generator.failure().isPresent());
        }
    }

    @Test
    void closesWithoutHavingBeenStarted() throws IOException {
        try (ClientLog log = log()) {
            Generator generator = new Generator(new LiveTree(root, log, 1), 100);
            generator.close();
            generator.close();

            assertThat(generator.operations()).isZero();
        }
    }

    private ClientLog log() throws IOException {
        return new ClientLog(folder.resolve("Client.log"), root, Clock.systemUTC(), 1 << 20);
    }
}
