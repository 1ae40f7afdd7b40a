package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.StateFolder;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookAgainFileTest {
    private final Map<String, byte[]> files = new HashMap<>();
    private final LookAgainFile file = new LookAgainFile(new StateFolder() {
        @Override
        public Optional<byte[]> read(String name) {
            return Optional.ofNullable(files.get(name));
        }

        @Override
        public void write(String name, byte[] content) {
            files.put(name, content);
        }
    });

    @Test
    void givesBackWhatAStopHasKeptWhateverBytesAreInItsNames() throws IOException {
        List<RelativePath> paths =
                List.of(new RelativePath("a/new\nline"), new RelativePath("\u00ff\u0001"), RelativePath.ROOT);
        file.keep(paths);
        assertThat(file.take()).contains(paths);
    }

    @Test
    void givesNothingASecondTimeSinceACrashMayHaveFollowed() throws IOException {
        file.keep(List.of(new RelativePath("a")));
        assertThat(file.take()).isPresent();
        assertThat(file.take()).isEmpty();
    }

    @Test
    void tellsNoneFromNotKnown() throws IOException {
        assertThat(file.take()).isEmpty();
        file.keep(List.of());
        assertThat(file.take()).contains(List.of());
    }
}
