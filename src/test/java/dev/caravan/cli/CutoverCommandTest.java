package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.CutoverPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class CutoverCommandTest {
    private static final String NOT_READY =
            "{\"ready\":false,\"reasons\":[{\"kind\":\"failures\",\"bars\":true,\"sentence\":"
                    + "\"2 paths failed\",\"remedy\":\"caravan retry\"},{\"kind\":\"held\",\"bars\":false,\"sentence\":"
                    + "\"3 paths wait\",\"remedy\":\"they are looked at\"}],\"forecast\":{\"parts\":[{\"name\":\"read the log\","
                    + "\"lowMillis\":0,\"likelyMillis\":100,\"basis\":\"9 bytes\"}],\"lowMillis\":0,\"likelyMillis\":1500,"
                    + "\"highMillis\":2000,\"knows\":false,\"changesPerSecond\":0.25}}";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Port port = new Port();
    private boolean runs = true;

    private static final class Port implements CutoverPort {
        String readiness = "{\"ready\":true,\"reasons\":[]}";
        String begun = "{\"accepted\":true}";
        final Deque<String> progress = new ArrayDeque<>();
        final List<String> options = new ArrayList<>();
        boolean aborted;

        @Override
        public String readiness() {
            return readiness;
        }

        @Override
        public String begin(String optionsJson) {
            options.add(optionsJson);
            return begun;
        }

        @Override
        public String progress() {
            return progress.remove();
        }

        @Override
        public void abort() {
            aborted = true;
        }
    }

    @BeforeEach
    void makeRoots() throws IOException {
        Files.createDirectory(folder.resolve("source"));
        Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void answersTheDryQuestion() {
        assertThat(run()).isZero();
        assertThat(out()).isEqualTo("READY\n");
        assertThat(port.options).isEmpty();
    }

    @Test
    void namesEachReasonWithWhatMendsItAndTheForecast() {
        port.readiness = NOT_READY;
        assertThat(run("--dry-run", "--frozen")).isEqualTo(1);
        assertThat(out()).isEqualTo("""
                NOT READY
                  not ready: 2 paths failed
                      -> caravan retry
                  note: 3 paths wait
                      -> they are looked at
                The freeze would take about 1.5 s (0.0 s to 2.0 s); too little was seen yet to say more
                  read the log             0.1 s (0.0 s to no bound), 9 bytes
                  0.25 entries a second were made equal lately
                """);
        assertThat(port.options).isEmpty();
    }

    @Test
    void printsTheAnswerAsItIsWhenAskedForJson() {
        port.readiness = NOT_READY;
        assertThat(run("--json")).isEqualTo(1);
        assertThat(out()).isEqualTo(NOT_READY + "\n");
    }

    @Test
    void saysWhenNoneIsRunning() {
        runs = false;
        assertThat(run()).isEqualTo(3);
        assertThat(errors()).startsWith("caravan: none is running with the state folder ");
    }

    @Test
    void cutsOverAndFollowsTheSteps() {
        port.progress.add("{\"outcome\":\"RUNNING\",\"round\":1}");
        port.progress.add("{\"outcome\":\"RUNNING\",\"step\":\"DRAIN\",\"round\":1,\"detail\":\"3 held\"}");
        port.progress.add("{\"outcome\":\"RUNNING\",\"step\":\"DRAIN\",\"round\":1,\"detail\":\"2 held\"}");
        port.progress.add("{\"outcome\":\"DONE\",\"step\":\"DONE\",\"round\":1,\"stepMillis\":{\"DRAIN\":1200},"
                + "\"reasons\":[],\"evidence\":\"cutover-1.txt\"}");
        assertThat(run("--frozen", "--full", "--again", "--prove-seconds", "0", "--deadline-seconds=60"))
                .isZero();
        assertThat(out()).isEqualTo("""
                BEGIN
                DRAIN: 3 held
                DONE
                  DRAIN                    1.2 s
                The evidence is cutover-1.txt in the folder of the state
                """);
        assertThat(port.options)
                .containsExactly(
                        "{\"frozen\":true,\"freezeCommand\":[],\"full\":true,\"again\":true,\"proveSeconds\":0,"
                                + "\"deadlineSeconds\":60}");
        assertThat(port.aborted).isFalse();
    }

    @Test
    void givesTheFreezeCommandOnAsItsArguments() {
        port.progress.add("{\"outcome\":\"ABORTED\",\"reasons\":[]}");
        assertThat(run("--freeze-command", "ssh nas 'exportfs -u $x'", "--json"))
                .isEqualTo(1);
        assertThat(port.options.get(0)).contains("[\"ssh\",\"nas\",\"exportfs -u $x\"]");
        assertThat(out()).isEqualTo("{\"outcome\":\"ABORTED\",\"reasons\":[]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_READY", "ABORTED", "FAILED"})
    void endsWithOneWhereItIsNotDone(String outcome) {
        port.progress.add(
                "{\"outcome\":\"" + outcome + "\",\"reasons\":[{\"bars\":true,\"sentence\":\"s\",\"remedy\":\"r\"}]}");
        assertThat(run("--frozen")).isEqualTo(1);
        assertThat(out()).isEqualTo(outcome + "\n  not ready: s\n      -> r\n");
    }

    @Test
    void saysWhyItWasNotTakenOn() {
        port.begun = "{\"accepted\":false,\"reason\":\"one is under way\"}";
        assertThat(run("--frozen")).isEqualTo(1);
        assertThat(errors()).isEqualTo("caravan: one is under way\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--frozen --freeze-command=x, not both",
        "--freeze-command='x, a quote is not closed",
        "--frozen --prove-seconds=-1, proveSeconds: is -1",
    })
    void takesNoWrongUsage(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(errors()).contains(message);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        for (String key : List.of("source", "target", "state")) {
            all.add("--set");
            all.add("caravan." + key + "=" + folder.resolve(key));
        }
        PrintStream to = new PrintStream(errors, true, StandardCharsets.UTF_8);
        ConfigurationOptions options = new ConfigurationOptions();
        CutoverCommand command = new CutoverCommand(
                state -> runs ? Optional.of(port) : Optional.empty(),
                options,
                new AgainOption(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                to);
        return new CommandLine(command)
                .addMixin("configuration", options)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    to.println(failure.getMessage());
                    return failure instanceof ConfigurationException ? 2 : 70;
                })
                .execute(all.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }
}
