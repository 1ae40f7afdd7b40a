package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
    @TempDir
    private Path folder;

    @Test
    void givesBackWhatWasWrittenLast() throws IOException {
        StateFiles state = new StateFiles(folder.resolve("state"));
        assertThat(state.read("a.json")).isEmpty();
        state.write("a.json", "1".getBytes(US_ASCII));
        state.write("a.json", "2".getBytes(US_ASCII));
        assertThat(new StateFiles(folder.resolve("state")).read("a.json")).hasValue("2".getBytes(US_ASCII));
        try (var files = Files.list(folder.resolve("state"))) {
            assertThat(files).containsExactly(folder.resolve("state/a.json"));
        }
    }

    @Test
    void keepsTheOldContentWhereTheNewCannotBeWritten() throws IOException {
        new StateFiles(folder).write("a.json", "old".getBytes(US_ASCII));
        StateFiles full = new StateFiles(folder, new Disk() {
            @Override
            void force(FileChannel file) throws IOException {
                throw new IOException("no space left");
            }
        });
        assertThatIOException()
                .isThrownBy(() -> full.write("a.json", "new".getBytes(US_ASCII)))
                .withMessageContaining("a.json: cannot be written: IOException (no space left)");
        assertThat(full.read("a.json")).hasValue("old".getBytes(US_ASCII));
    }
}
