package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The power goes: what is left of the target is a copy of its disk at that moment, of which a mount plays the journal. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PowerCutIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final List<String> FILES = List.of("hole-at-the-end", "whole");

    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private Path disk;

    @BeforeEach
    void makeTrees() throws IOException, InterruptedException {
        Tools.require("mkfs.ext4", "mount", "umount");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        disk = folder.resolve("disk");
        Random random = new Random(1);
        for (String name : FILES) {
            byte[] content = new byte[1 << 20];
            random.nextBytes(content);
            Files.write(source.resolve(name), content);
        }
        lengthen(source.resolve("hole-at-the-end"), 3L << 20);
        lengthen(disk, 96L << 20);
        Tools.run("mkfs.ext4", "-q", disk);
        mount(disk);
    }

    private static void lengthen(Path file, long size) throws IOException {
        try (RandomAccessFile made = new RandomAccessFile(file.toString(), "rw")) {
            made.setLength(size);
        }
    }

    private void mount(Path image) throws IOException, InterruptedException {
        try {
            Tools.run("mount", "-o", "loop", image, target);
        } catch (AssertionError e) {
            Tools.skip("a file system in a file cannot be mounted: " + e.getMessage());
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        Tools.run("sh", "-c", "! mountpoint -q \"$0\" || umount \"$0\"", target);
    }

    @Test
    void hasOnTheDiskWhatAMarkHasPassed() throws Exception {
        Path state = folder.resolve("state");
        Path mark = state.resolve("walk.json");
        Path cut = folder.resolve("cut");
        Map<String, String> settings = Map.of(
                "caravan.source", source.toString(),
                "caravan.target", target.toString(),
                "caravan.state", state.toString(),
                "caravan.settle.quiet-seconds", "1");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            await().atMost(BOUND)
                    .until(() -> Files.exists(mark) && Files.readString(mark).contains("\"next\":null"));
            Files.copy(disk, cut);
            caravan.kill();
        }
        Tools.run("umount", target);
        mount(cut);

        for (String name : FILES) {
            assertThat(target.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
        }
        // What was written after that is not trusted.
        assertThat(state.resolve("known.json")).content().contains("\"clean\":false");
    }
}
