package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real process that prints as mfsfilepaths does. */
@Timeout(60)
class FilePathsToolIT {
    private static final String SCRIPT = """
            [ -e hang ] && sleep 60
            echo call >> calls
            for argument; do
              case $argument in
                *0404) echo "$argument: No such file or directory";;
                *) echo "$argument:"; echo "$(pwd)"; printf 'a b/\\205\\r\\377 %s\\n' "${argument#000000000000000000000000000000}";;
              esac
            done
            exit 1
            """;

    @TempDir
    Path dir;

    private FilePathsTool tool(Duration timeout) throws IOException {
        Path script = Files.writeString(dir.resolve("tool"), SCRIPT);
        ToolSettings settings = ToolSettings.of("/bin/sh '" + script + "'", dir);
        Patience patience = new Patience(timeout, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
        return new FilePathsTool(settings, new BackOff(patience));
    }

    @Test
    void asksManyInodesACallInTheMount() throws Exception {
        List<Long> inodes = LongStream.range(1, 1_001).boxed().toList();
        Map<Long, Answer> answers = tool(Duration.ofSeconds(10)).ask(inodes);
        assertThat(answers).hasSize(1_000).containsEntry(404L, new Answer.Gone());
        assertThat(answers.get(17L)).isEqualTo(new Answer.At(List.of(dir.toString(), "a b/\u0085\r\u00ff 0000000017")));
        assertThat(Files.readAllLines(dir.resolve("calls"))).hasSize(4);
    }

    @Test
    void killsACallThatHangs() throws Exception {
        FilePathsTool tool = tool(Duration.ofSeconds(1));
        Files.createFile(dir.resolve("hang"));
        assertThat(tool.ask(List.of(1L, 2L)).values()).allMatch(Answer.Unclear.class::isInstance);
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().commandLine().orElse("").contains(dir.toString()));
    }

    @Test
    void givesUpInAMountThatIsNotThere() throws Exception {
        Path nowhere = dir.resolve("nowhere");
        Patience patience =
                new Patience(Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
        FilePathsTool tool = new FilePathsTool(ToolSettings.of("/bin/true", nowhere), new BackOff(patience));
        assertThatThrownBy(() -> tool.ask(List.of(1L))).isInstanceOf(InodeTool.UnavailableException.class);
    }
}
