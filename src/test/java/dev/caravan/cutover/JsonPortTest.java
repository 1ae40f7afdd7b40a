package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPortTest {
    private static final String AT_ONCE = "{\"frozen\":true,\"proveSeconds\":0}";

    private final FakeCaravan caravan = new FakeCaravan();
    private final List<Runnable> threads = new ArrayList<>();
    private final JsonPort port = new JsonPort(new CutoverService(
            caravan,
            caravan.freeze,
            new MemoryState(),
            new MemoryState(),
            Duration.ZERO,
            caravan.clock,
            caravan::pause,
            threads::add));

    @Test
    void takesOptionsAsTheyWereSent() {
        Options options = new Options(false, List.of("ssh", "n\u00e4s", "a \"b\""), true, false, true, 0L, 90L, null);
        assertThat(JsonPort.options(JsonPort.json(options))).isEqualTo(options);
        assertThat(JsonPort.json(options)).isASCII().doesNotContain("\n");
    }

    @Test
    void takesDefaultsForWhatIsNotNamed() {
        assertThat(JsonPort.options("")).isEqualTo(Options.DEFAULT);
        assertThat(JsonPort.options("{}")).isEqualTo(Options.DEFAULT);
        assertThat(JsonPort.options("{\"frozen\":true}"))
                .isEqualTo(new Options(true, List.of(), false, false, false, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"frozen\":true,\"freezeCommand\":[\"x\"]} | not both",
                "{\"proveSeconds\":-1}                      | proveSeconds: is -1, expected at least 0",
                "{\"deadlineSeconds\":0}                    | deadlineSeconds: is 0, expected at least 1",
                "{\"forzen\":true}                          | forzen",
                "{\"frozen\":                               | options: ",
                "[]                                         | options: ",
            })
    void takesNothingElse(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonPort.options(json))
                .withMessageContaining(message);
    }

    @Test
    void answersTheQuestion() throws JsonProcessingException {
        JsonNode answer = json(port.readiness("{\"trustLog\":true}"));
        assertThat(answer.fieldNames()).toIterable().containsExactly("ready", "reasons", "forecast");
        assertThat(answer.path("ready").asBoolean()).isTrue();
        assertThat(answer.path("reasons")).isEmpty();
        assertThat(answer.at("/forecast/likelyMillis").asLong()).isEqualTo(120_000);

        caravan.failures = 1;
        answer = json(port.readiness(""));
        assertThat(answer.path("ready").asBoolean()).isFalse();
        assertThat(answer.path("reasons").toString())
                .isEqualTo("[{\"kind\":\"failures\",\"bars\":true,\"sentence\":\"1 path could not be made equal\","
                        + "\"remedy\":\"see failures.jsonl, mend the cause, then caravan retry\"}]");
    }

    @Test
    void cutsOverAndTellsHowFarItIs() throws JsonProcessingException {
        assertThat(json(port.progress()).path("outcome").asText()).isEqualTo("NONE");
        assertThat(port.begin(AT_ONCE)).isEqualTo("{\"accepted\":true}");
        assertThat(json(port.progress()).path("outcome").asText()).isEqualTo("RUNNING");
        JsonNode refused = json(port.begin(AT_ONCE));
        assertThat(refused.path("accepted").asBoolean(true)).isFalse();
        assertThat(refused.path("reason").asText()).contains("under way already");

        threads.remove(0).run();
        JsonNode end = json(port.progress());
        assertThat(end.fieldNames())
                .toIterable()
                .containsExactly(
                        "outcome",
                        "step",
                        "began",
                        "frozenAt",
                        "updated",
                        "round",
                        "detail",
                        "stepMillis",
                        "reasons",
                        "evidence");
        assertThat(end.path("outcome").asText()).isEqualTo("DONE");
        assertThat(end.path("step").asText()).isEqualTo("DONE");
        assertThat(end.path("frozenAt").asText()).isEqualTo("2026-03-26T11:45:56Z");
        assertThat(end.path("stepMillis").fieldNames()).toIterable().startsWith("FREEZE", "LOG", "DRAIN");
    }

    @Test
    void ends() throws JsonProcessingException {
        port.begin(AT_ONCE);
        port.abort();
        threads.remove(0).run();
        assertThat(json(port.progress()).path("outcome").asText()).isEqualTo("ABORTED");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws JsonProcessingException {
        assertThat(json(port.begin("{\"frozzen\":1}")).path("reason").asText()).contains("frozzen");
        JsonNode answer = json(port.readiness("{\"frozzen\":1}"));
        assertThat(answer.fieldNames()).toIterable().containsExactly("ready", "reasons");
        assertThat(answer.path("ready").asBoolean(true)).isFalse();
        assertThat(answer.at("/reasons/0/sentence").asText()).contains("frozzen");
        assertThat(threads).isEmpty();
    }

    @Test
    void writesNoNameThatIsNotPrintable() {
        caravan.lastVerify = FakeCaravan.result(FakeCaravan.START, true, 5, 0, Set.of(new RelativePath("\n\u00ff")));
        caravan.hot = List.of(new Situation.Hot(new RelativePath("\n\u00ff"), 5));
        assertThat(port.readiness("")).isASCII().contains("\\\\x0a\\\\xff").doesNotContain("\n");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
