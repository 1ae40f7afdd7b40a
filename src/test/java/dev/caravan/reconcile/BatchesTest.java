package dev.caravan.reconcile;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Batch;
import dev.caravan.change.Task.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The batches in which a page's verdicts are handed on. */
class BatchesTest extends ReconcilerFixture {
    @Test
    void handsOnDirectoriesFirstAndThenBatchesOfFiles() throws IOException {
        List<String> names = new ArrayList<>(List.of("d", "e"));
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(source.resolve("e"));
        for (int i = 0; i < 40; i++) {
            names.add("f" + i);
            Files.createFile(source.resolve("f" + i));
        }
        List<Batch> batches = batches("", Origin.WALK, names.toArray(String[]::new));
        assertThat(batches).extracting(batch -> batch.verdicts().size()).containsExactly(2, 32, 8);
        assertThat(unequal).isEqualTo(42);
        assertThat(stand).as("the directories stand").isFalse();
        batches.get(0).ended().run();
        assertThat(stand).isTrue();
    }

    @Test
    void givesNoWorkerMoreThanItsShareOfTheBytes() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (FileChannel file = FileChannel.open(source.resolve("f" + i), CREATE_NEW, WRITE)) {
                file.write(ByteBuffer.allocate(1), (3 << 20) - 1);
            }
        }
        List<Batch> batches = batches("", Origin.WALK, "f0", "f1", "f2", "f3", "f4");
        assertThat(batches).extracting(batch -> batch.verdicts().size()).containsExactly(2, 2, 1);
        assertThat(stand).as("there are no directories").isTrue();
    }
}
