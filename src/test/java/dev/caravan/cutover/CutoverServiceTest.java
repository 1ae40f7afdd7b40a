package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CutoverServiceTest {
    private static final String AT_ONCE = "{\"frozen\":true,\"proveSeconds\":0}";

    private final FakeCaravan caravan = new FakeCaravan();
    private final MemoryState state = new MemoryState();
    private final List<Runnable> threads = new ArrayList<>();
    private final CutoverService service = service();

    @Test
    void answersTheQuestionAndChangesNothing() throws JsonProcessingException {
        JsonNode answer = json(service.readiness(""));
        assertThat(answer.path("ready").asBoolean()).isTrue();
        assertThat(answer.path("reasons")).isEmpty();
        assertThat(answer.at("/forecast/likelyMillis").asLong()).isEqualTo(201_000);
        assertThat(json(service.readiness("{\"trustLog\":true}"))
                        .at("/forecast/likelyMillis")
                        .asLong())
                .isEqualTo(120_000);
        assertThat(answer.has("interrupted")).isFalse();

        caravan.failures = 1;
        answer = json(service.readiness(""));
        assertThat(answer.path("ready").asBoolean()).isFalse();
        assertThat(answer.at("/reasons/0/kind").asText()).isEqualTo("failures");
        assertThat(answer.at("/reasons/0/remedy").asText()).contains("caravan retry");
        assertThat(caravan.asked).isEmpty();
        assertThat(state.names()).isEmpty();
    }

    @Test
    void learnsTheForecastFromItsSamples() throws JsonProcessingException {
        caravan.held = 3000;
        for (int i = 0; i < 10; i++) {
            service.sample();
            caravan.activity = new Activity(0, caravan.activity.looks() + 50, 0, 0);
            caravan.clock.advance(Duration.ofSeconds(5));
        }
        // 10 a second: the held ones are looked at and compared.
        assertThat(json(service.readiness("{\"trustLog\":true}"))
                        .at("/forecast/likelyMillis")
                        .asLong())
                .isEqualTo(601_000);
    }

    @Test
    void cutsOverOnAThreadOfItsOwnAndTellsHowFarItIs() throws JsonProcessingException {
        assertThat(json(service.progress()).path("outcome").asText()).isEqualTo("NONE");
        assertThat(json(service.begin(AT_ONCE)).path("accepted").asBoolean()).isTrue();
        assertThat(json(service.progress()).path("outcome").asText()).isEqualTo("RUNNING");
        assertThat(json(service.begin(AT_ONCE)).path("reason").asText()).contains("under way already");

        threads.remove(0).run();
        JsonNode end = json(service.progress());
        assertThat(end.path("outcome").asText()).isEqualTo("DONE");
        assertThat(end.path("step").asText()).isEqualTo("DONE");
        assertThat(json(service.readiness("")).at("/reasons/0/kind").asText()).isEqualTo("done");
    }

    @Test
    void canBeEndedAndRepeated() throws JsonProcessingException {
        service.abort();
        service.begin(AT_ONCE);
        service.abort();
        threads.remove(0).run();
        assertThat(json(service.progress()).path("outcome").asText()).isEqualTo("ABORTED");
        assertThat(json(service.begin(AT_ONCE)).path("accepted").asBoolean()).isTrue();
        threads.remove(0).run();
        assertThat(json(service.progress()).path("outcome").asText()).isEqualTo("DONE");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws JsonProcessingException {
        assertThat(json(service.begin("{\"frozzen\":1}")).path("reason").asText())
                .contains("frozzen");
        assertThat(json(service.begin("{}")).path("reason").asText()).contains("nobody freezes the source");
        assertThat(json(service.readiness("{\"frozzen\":1}"))
                        .at("/reasons/0/sentence")
                        .asText())
                .contains("frozzen");
        assertThat(threads).isEmpty();
    }

    @Test
    void tellsOfACutOverThatACrashEndedUntilTheNextOne() throws IOException {
        service.begin(AT_ONCE);
        new ProgressJournal(state)
                .write(CutoverProgress.begun(FakeCaravan.START)
                        .at(Step.PROVE, FakeCaravan.START, "")
                        .frozen(FakeCaravan.START));
        CutoverService next = service();
        assertThat(json(next.readiness("")).path("interrupted").asText())
                .isEqualTo(
                        "a cut-over that began at 2026-03-26T11:45:56Z ended in its step PROVE with the process; the source"
                                + " was frozen at 2026-03-26T11:45:56Z, and may still be; repeat it with caravan cutover");
        next.begin(AT_ONCE);
        threads.remove(1).run();
        assertThat(json(next.readiness("")).has("interrupted")).isFalse();
    }

    @Test
    void startsAlsoWhereItsFilesAreDamagedAndIsNotReadyThen() throws IOException {
        state.write(ProgressJournal.FILE, "x".getBytes(US_ASCII));
        state.write(Marker.FILE, "x".getBytes(US_ASCII));
        JsonNode answer = json(service().readiness(""));
        assertThat(answer.path("ready").asBoolean()).isFalse();
        assertThat(answer.at("/reasons/0/sentence").asText()).contains("cannot be understood");
    }

    @Test
    void writesNoNameThatIsNotPrintable() {
        caravan.lastVerify = FakeCaravan.result(FakeCaravan.START, true, 5, 0, Set.of(new RelativePath("\n\u00ff")));
        caravan.hot = List.of(new Situation.Hot(new RelativePath("\n\u00ff"), 5));
        assertThat(service.readiness("")).isASCII().contains("\\\\x0a\\\\xff").doesNotContain("\n");
    }

    private CutoverService service() {
        return new CutoverService(
                caravan, caravan.freeze, state, Duration.ZERO, caravan.clock, caravan::pause, threads::add);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
