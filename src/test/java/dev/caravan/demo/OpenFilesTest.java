package dev.caravan.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    @TempDir
    Path folder;

    private final OpenFiles openFiles = new OpenFiles(new Random(1));

    @AfterEach
    void close() throws IOException {
        openFiles.close();
    }

    @Test
    void growsAFileForAWhileWhateverItIsRenamedTo() throws IOException {
        Path file = folder.resolve("file");
        openFiles.open(file);
        assertThat(file).isEmptyFile();

        long before = grownTo(file, 0);
        Path renamed = Files.move(file, folder.resolve("renamed"));
        for (int piece = 2; piece <= 75; piece++) {
            before = grownTo(renamed, before);
        }
        tick();

        assertThat(Files.size(renamed)).isEqualTo(before);
    }

    @Test
    void closesTheOldestOneWhereThereAreTooMany() throws IOException {
        for (int i = 0; i < 5; i++) {
            openFiles.open(folder.resolve("file" + i));
        }
        tick();

        assertThat(folder.resolve("file0")).isEmptyFile();
        for (int i = 1; i < 5; i++) {
            assertThat(folder.resolve("file" + i)).isNotEmptyFile();
        }
    }

    @Test
    void writesNothingOnceClosed() throws IOException {
        openFiles.open(folder.resolve("file"));
        openFiles.close();
        tick();

        assertThat(folder.resolve("file")).isEmptyFile();
    }

    private long grownTo(Path file, long before) throws IOException {
        tick();
        assertThat(Files.size(file)).isGreaterThan(before);
        return Files.size(file);
    }

    private void tick() throws IOException {
        for (int i = 0; i < 10; i++) {
            openFiles.tick();
        }
    }
}
