package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.caravan.entry.RelativePath;
import dev.caravan.settings.Feed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that looks up a name on another host. */
class RemoteMountTest {
    private static final RelativePath NAME = new RelativePath(".caravan-7h");

    @TempDir
    private Path folder;

    @Test
    void givesTheNameToTheCommandAndNothingToAShell() throws IOException {
        Path told = folder.resolve("told");
        mount("sh", "-c", "printf '%s|' \"$@\" > \"$0\"", told.toString(), "/mnt/old data/{}", "$(x) {}")
                .lookUp(NAME);
        assertThat(told).hasContent("/mnt/old data/.caravan-7h|$(x) .caravan-7h|");
    }

    /** The name does not exist, so the command that looks it up may well fail. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void takesAnyStatusOfALook(int status) {
        assertThatCode(() -> mount("sh", "-c", "exit " + status, "{}").lookUp(NAME))
                .doesNotThrowAnyException();
    }

    @Test
    void saysThatTheHostIsNotReached() {
        assertThatIOException()
                .isThrownBy(() -> mount("sh", "-c", "exit 255", "{}").lookUp(NAME))
                .withMessage("feed web1: sh: ended with status 255: does it reach the host?");
        assertThatIOException()
                .isThrownBy(() -> mount(folder + "/no-such-program", "{}").lookUp(NAME))
                .withMessageContaining("no-such-program");
    }

    private static RemoteMount mount(String... command) {
        Feed feed = new Feed("web1", Path.of("/logs/web1"), ZoneOffset.UTC, "", List.of(command));
        return new RemoteMount(feed, false, () -> true);
    }
}
