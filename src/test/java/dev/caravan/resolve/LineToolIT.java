package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real process for a tool, whose behaviour depends on the inode that it is asked for. */
@Timeout(60)
class LineToolIT {
    /** What is odd at 1 is so once, what is odd at 0 is so always. */
    private static final String SCRIPT = """
            echo $$ >> "$1/pids"
            echo "a complaint" >&2
            once() { [ ! -e "$1/once" ] && : > "$1/once"; }
            dir=$1
            while read -r word inode; do
              case $inode in
                0xdead0) exit 3;;
                0xdead1) once "$dir" && exit 3;;
                0x51e0) continue;;
                0x51e1) once "$dir" && continue;;
                0x57a0) echo '1 2 3 4 5 /disk/stray/';;
                0x57a1) once "$dir" && echo '1 2 3 4 5 /disk/stray/';;
                0x57a2) once "$dir" && late=yes;;
                0xbad0) echo 'busy, ask later'; continue;;
                0x60e) echo "ERROR: inode $inode: No such file"; continue;;
                0x0dd|0xdd) printf '1 2 3 4 5 /disk/a  b/\\205\\r\\377 c/\\n'; continue;;
                0xe44) i=0; while [ $i -lt 4000 ]; do echo 'a complaint that fills the pipe' >&2; i=$((i+1)); done;;
                0x10a6) sleep 60;;
              esac
              echo "$inode 2 3 4 5 /disk/d$inode/"
              [ "$late" = yes ] && [ "$inode" = 0x57a2 ] && { late=; again=yes; continue; }
              [ "$again" = yes ] && { again=; echo '1 2 3 4 5 /disk/late/'; }
            done
            """;

    @TempDir
    Path dir;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Counter restarts = meters.counter("caravan.resolve.restarts");
    private Path script;
    private BackOff backOff;
    private LineTool tool;

    @BeforeEach
    void write() throws IOException {
        script = Files.writeString(dir.resolve("tool"), SCRIPT);
        tool = tool(Duration.ofSeconds(10), "/bin/sh '" + script + "' '" + dir + "'");
    }

    @AfterEach
    void leavesNoProcessBehind() throws IOException {
        backOff.close();
        tool.close();
        for (ProcessHandle started : started()) {
            await().atMost(5, TimeUnit.SECONDS).until(() -> !started.isAlive());
        }
    }

    private LineTool tool(Duration answerTimeout, String command) {
        backOff = new BackOff(
                new Patience(answerTimeout, Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(50)));
        ToolSettings settings = ToolSettings.of(
                command, dir, ToolSettings.DEFAULT_PATTERN, ToolSettings.DEFAULT_GONE_PATTERN, "", answerTimeout);
        return new LineTool(settings, backOff, restarts);
    }

    private List<ProcessHandle> started() throws IOException {
        Path pids = dir.resolve("pids");
        return Files.exists(pids)
                ? Files.readAllLines(pids).stream()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .toList()
                : List.of();
    }

    private Map<Long, Answer> ask(long... inodes) throws Exception {
        return tool.ask(LongStream.of(inodes).boxed().toList());
    }

    private static Answer at(long inode) {
        return new Answer.At(List.of("/disk/d0x" + Long.toHexString(inode) + "/"));
    }

    @Test
    void asksOneProcessAgainAndAgain() throws Exception {
        assertThat(ask(1, 2, -1)).isEqualTo(Map.of(1L, at(1), 2L, at(2), -1L, at(-1)));
        assertThat(ask(3)).isEqualTo(Map.of(3L, at(3)));
        assertThat(Files.readAllLines(dir.resolve("pids"))).hasSize(1);
        assertThat(restarts.count()).isZero();
    }

    @Test
    void matchesThousandsOfAnswersToTheirQuestions() throws Exception {
        Map<Long, Answer> answers = ask(LongStream.range(100_000, 105_000).toArray());
        assertThat(answers)
                .hasSize(5_000)
                .allSatisfy((inode, answer) -> assertThat(answer).isEqualTo(at(inode)));
    }

    @Test
    void readsAPathOfAnyBytes() throws Exception {
        assertThat(ask(0xdd)).containsEntry(0xddL, new Answer.At(List.of("/disk/a  b/\u0085\r\u00ff c/")));
    }

    @Test
    void tellsWhatIsGoneFromWhatIsUnclear() throws Exception {
        assertThat(ask(1, 0x60e, 0xbad0, 2))
                .containsEntry(1L, at(1))
                .containsEntry(0x60eL, new Answer.Gone())
                .containsEntry(0xbad0L, new Answer.Unclear("it answered: busy, ask later"))
                .containsEntry(2L, at(2));
        assertThat(restarts.count()).isZero();
    }

    @Test
    void losesNoQuestionWhenTheToolDies() throws Exception {
        assertThat(ask(1, 2, 0xdead1, 3)).isEqualTo(Map.of(1L, at(1), 2L, at(2), 0xdead1L, at(0xdead1), 3L, at(3)));
        assertThat(restarts.count()).isEqualTo(1);
    }

    @Test
    void goesOnBehindAQuestionThatKillsTheTool() throws Exception {
        assertThat(ask(1, 2, 0xdead0, 3, 4))
                .containsEntry(1L, at(1))
                .containsEntry(2L, at(2))
                .containsEntry(0xdead0L, new Answer.Unclear("it ended"))
                .containsEntry(3L, at(3))
                .containsEntry(4L, at(4));
    }

    @Test
    void startsTheToolAnewWhenItEndedBetweenTwoCalls() throws Exception {
        ask(1);
        started().forEach(ProcessHandle::destroyForcibly);
        started().forEach(process -> await().until(() -> !process.isAlive()));
        assertThat(ask(2, 3)).containsEntry(3L, at(3));
        assertThat(ask(2)).containsEntry(2L, at(2));
        assertThat(restarts.count()).isEqualTo(1);
    }

    @Test
    void startsTheToolAnewWhenItIsSilent() throws Exception {
        tool = tool(Duration.ofSeconds(2), "/bin/sh '" + script + "' '" + dir + "'");
        assertThat(ask(1, 0x51e1, 2)).isEqualTo(Map.of(1L, at(1), 0x51e1L, at(0x51e1), 2L, at(2)));
        assertThat(restarts.count()).isEqualTo(1);
    }

    @Test
    void leavesOpenWhatTheToolIsAlwaysSilentAbout() throws Exception {
        tool = tool(Duration.ofSeconds(1), "/bin/sh '" + script + "' '" + dir + "'");
        assertThat(ask(0x51e0, 2))
                .containsEntry(2L, at(2))
                .containsEntry(0x51e0L, new Answer.Unclear("no answer within 1000 ms"));
    }

    @Test
    void noticesAStrayLineBeforeAnyAnswerIsTakenForAnother() throws Exception {
        assertThat(ask(1, 0x57a1, 2, 3)).isEqualTo(Map.of(1L, at(1), 0x57a1L, at(0x57a1), 2L, at(2), 3L, at(3)));
        assertThat(restarts.count()).isEqualTo(1);
    }

    @Test
    void noticesAStrayLineWithOneQuestionOnly() throws Exception {
        assertThat(ask(0x57a0).get(0x57a0L)).isInstanceOf(Answer.Unclear.class);
        assertThat(ask(2)).containsEntry(2L, at(2));
    }

    @Test
    void noticesALineThatComesAfterTheLastAnswer() throws Exception {
        assertThat(ask(0x57a2)).containsEntry(0x57a2L, at(0x57a2));
        await().until(() -> ask(2, 3).get(3L).equals(at(3)));
        assertThat(ask(2)).containsEntry(2L, at(2));
        assertThat(restarts.count()).isEqualTo(1);
    }

    @Test
    void isNotHeldUpByComplaints() throws Exception {
        assertThat(ask(0xe44)).containsEntry(0xe44L, at(0xe44));
    }

    @Test
    void givesUpAToolThatCannotBeStarted() {
        tool = tool(Duration.ofSeconds(1), dir + "/nothing");
        assertThatThrownBy(() -> ask(1))
                .isInstanceOf(InodeTool.UnavailableException.class)
                .hasMessage("inode tool " + dir + "/nothing: cannot be started");
    }

    @Test
    void givesUpAToolThatEndsAtOnce() throws Exception {
        tool = tool(Duration.ofSeconds(1), "/bin/false");
        assertThat(ask(1, 2, 3, 4, 5, 6, 7).values()).hasSize(7).allMatch(Answer.Unclear.class::isInstance);
        assertThat(restarts.count()).isEqualTo(4);
    }

    @Test
    void endsItsProcessWhenItIsClosed() throws Exception {
        ask(1);
        assertThat(started()).isNotEmpty().allMatch(ProcessHandle::isAlive);
        tool.close();
        assertThat(started()).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void leavesTheQuestionsWhenItIsClosedMeanwhile() throws Exception {
        CompletableFuture<Map<Long, Answer>> answers = CompletableFuture.supplyAsync(() -> {
            try {
                return ask(1, 0x10a6);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> !started().isEmpty());
        backOff.close();
        tool.close();
        assertThatThrownBy(answers::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }
}
