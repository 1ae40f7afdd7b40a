package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The outputs are those of mfsfilepaths 3.0.117, but for the zeros. */
class FilePathsToolTest {
    private static final String ZEROS = "0".repeat(38);
    private final ToolSettings settings = ToolSettings.of("mfsfilepaths", Path.of("."));
    private final FilePathsTool tool = new FilePathsTool(settings, new BackOff(Patience.of(settings.answerTimeout())));

    private Map<Long, Answer> parse(List<Long> inodes, String... lines) {
        return tool.parse(inodes, List.of(lines));
    }

    private static Answer.At at(String... paths) {
        return new Answer.At(List.of(paths));
    }

    @Test
    void readsSeveralInodesWithTheirPaths() {
        assertThat(parse(
                        List.of(5L, 2L, 11L, 99L, 1L),
                        ZEROS + "05:",
                        "o2",
                        ZEROS + "02:",
                        "d/b",
                        ZEROS + "11:",
                        "d/with space",
                        "e/with space",
                        ZEROS + "99: No such file or directory",
                        ZEROS + "01:",
                        "/"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        5L, at("o2"),
                        2L, at("d/b"),
                        11L, at("d/with space", "e/with space"),
                        99L, new Answer.Gone(),
                        1L, at("/")));
    }

    @Test
    void takesAPathThatLooksLikeAnotherAnswerForAPath() {
        assertThat(parse(List.of(5L, 11L), ZEROS + "05:", "11:", "12: No such file or directory", ZEROS + "11:", "x"))
                .containsEntry(5L, at("11:", "12: No such file or directory"))
                .containsEntry(11L, at("x"));
    }

    @Test
    void takesWhatHasNoPlaceForGone() {
        assertThat(parse(List.of(5L, 11L), ZEROS + "05:", "./TRASH (sus)", ZEROS + "11:"))
                .containsEntry(5L, new Answer.Gone())
                .containsEntry(11L, new Answer.Gone());
    }

    @Test
    void leavesOpenWhatTheToolDidNotAnswer() {
        assertThat(parse(List.of(5L, 11L), "/tmp: not MFS object", "/tmp: not MFS object"))
                .containsEntry(5L, new Answer.Unclear("it said: /tmp: not MFS object"))
                .containsEntry(11L, new Answer.Unclear("it said: /tmp: not MFS object"));
        assertThat(parse(List.of(5L, 11L), ZEROS + "05:", "a"))
                .containsEntry(5L, at("a"))
                .containsEntry(11L, new Answer.Unclear("it said: nothing"));
        assertThat(parse(List.of(5L), ZEROS + "05: Operation not permitted"))
                .containsEntry(5L, new Answer.Unclear("it said: Operation not permitted"));
        assertThat(parse(List.of(5L))).containsEntry(5L, new Answer.Unclear("it said: nothing"));
    }
}
