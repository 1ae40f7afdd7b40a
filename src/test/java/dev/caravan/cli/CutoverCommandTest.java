package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.CutoverPort;
import dev.caravan.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private final Port port = new Port();

    private static final class Port implements CutoverPort {
        String readiness = "{\"ready\":true,\"reasons\":[]}";
        String begun = "{\"accepted\":true}";
        final Deque<String> progress = new ArrayDeque<>();
        final List<String> options = new ArrayList<>();
        String asked;
        boolean aborted;

        @Override
        public String readiness(String optionsJson) {
            asked = optionsJson;
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

    @Test
    void answersTheDryQuestion() throws Exception {
        assertThat(ask()).isZero();
        assertThat(out.toString()).isEqualTo("READY\n");
        assertThat(port.asked).contains("\"trustLog\":false");
        assertThat(port.options).isEmpty();
    }

    @Test
    void namesEachReasonWithWhatMendsItAndTheForecast() throws Exception {
        port.readiness = NOT_READY;
        assertThat(ask("--dry-run", "--frozen")).isEqualTo(1);
        assertThat(out.toString()).isEqualTo("""
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
    void printsTheAnswerAsItIsWhenAskedForJson() throws Exception {
        port.readiness = NOT_READY;
        assertThat(ask("--json")).isEqualTo(1);
        assertThat(out.toString()).isEqualTo(NOT_READY + "\n");
    }

    @Test
    void saysWhenNoneIsRunning() {
        assertThat(execute()).isEqualTo(3);
        assertThat(errors.toString()).startsWith("caravan: no caravan is running with the state folder " + folder);
    }

    @Test
    void cutsOverAndFollowsTheSteps() throws Exception {
        port.progress.add("{\"outcome\":\"RUNNING\",\"round\":1}");
        port.progress.add("{\"outcome\":\"RUNNING\",\"step\":\"DRAIN\",\"round\":1,\"detail\":\"3 held\"}");
        port.progress.add("{\"outcome\":\"RUNNING\",\"step\":\"DRAIN\",\"round\":1,\"detail\":\"2 held\"}");
        port.progress.add("{\"outcome\":\"DONE\",\"step\":\"DONE\",\"round\":1,\"stepMillis\":{\"DRAIN\":1200},"
                + "\"reasons\":[],\"evidence\":\"cutover-1.txt\"}");
        assertThat(ask(
                        "--frozen",
                        "--full",
                        "--trust-log",
                        "--again",
                        "--prove-seconds",
                        "0",
                        "--deadline-seconds=60",
                        "--log-lag-seconds=5"))
                .isZero();
        assertThat(out.toString()).isEqualTo("""
                BEGIN
                DRAIN: 3 held
                DONE
                  DRAIN                    1.2 s
                The evidence is cutover-1.txt in the folder of the state
                """);
        assertThat(port.options)
                .containsExactly("{\"frozen\":true,\"freezeCommand\":[],\"full\":true,\"trustLog\":true,\"again\":true,"
                        + "\"proveSeconds\":0,\"deadlineSeconds\":60,\"logLagSeconds\":5}");
        assertThat(port.aborted).isFalse();
    }

    @Test
    void givesTheFreezeCommandOnAsItsArguments() throws Exception {
        port.progress.add("{\"outcome\":\"ABORTED\",\"reasons\":[]}");
        assertThat(ask("--freeze-command", "ssh nas 'exportfs -u $x'", "--json"))
                .isEqualTo(1);
        assertThat(port.options.get(0)).contains("[\"ssh\",\"nas\",\"exportfs -u $x\"]");
        assertThat(out.toString()).isEqualTo("{\"outcome\":\"ABORTED\",\"reasons\":[]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_READY", "ABORTED", "FAILED"})
    void endsWithOneWhereItIsNotDone(String outcome) throws Exception {
        port.progress.add(
                "{\"outcome\":\"" + outcome + "\",\"reasons\":[{\"bars\":true,\"sentence\":\"s\",\"remedy\":\"r\"}]}");
        assertThat(ask("--frozen")).isEqualTo(1);
        assertThat(out.toString()).isEqualTo(outcome + "\n  not ready: s\n      -> r\n");
    }

    @Test
    void saysWhyItWasNotTakenOn() throws Exception {
        port.begun = "{\"accepted\":false,\"reason\":\"one is under way\"}";
        assertThat(ask("--frozen")).isEqualTo(1);
        assertThat(errors.toString()).isEqualTo("caravan: one is under way\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--frozen --freeze-command=x, not both",
        "--freeze-command='x, a quote is not closed",
        "--frozen --prove-seconds=-1, proveSeconds: is -1",
    })
    void takesNoWrongUsage(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(errors.toString()).contains(message);
    }

    /** The answer of one that runs. */
    private int ask(String... arguments) throws Exception {
        CutoverCommand command = new CutoverCommand(new ConfigurationOptions(), new AgainOption());
        saying(new CommandLine(command)).parseArgs(arguments);
        command.prepare(Settings.unchecked(Map.of()));
        return command.call(port);
    }

    /** Where none runs. */
    private int execute(String... arguments) {
        CommandLine line = CaravanCommand.of((settings, routes, reads) -> {
            throw new IllegalStateException("nothing was to be started");
        });
        List<String> all = new ArrayList<>(List.of("cutover", "--set=caravan.state=" + folder));
        all.addAll(List.of(arguments));
        return saying(line).execute(all.toArray(String[]::new));
    }

    private CommandLine saying(CommandLine line) {
        return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(errors, true));
    }
}
