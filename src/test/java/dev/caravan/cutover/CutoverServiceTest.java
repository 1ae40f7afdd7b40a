package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.CutoverProgress.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutoverServiceTest {
    private static final Options AT_ONCE = new Options(true, List.of(), false, false, false, 0L, null, null);
    private static final Options TRUSTING = new Options(false, List.of(), false, true, false, null, null, null);

    private final FakeCaravan caravan = new FakeCaravan();
    private final MemoryState state = new MemoryState();
    private final List<Runnable> threads = new ArrayList<>();
    private final CutoverService service = service();

    @Test
    void answersTheQuestionAndChangesNothing() {
        Readiness answer = service.readiness(Options.DEFAULT);
        assertThat(answer.ready()).isTrue();
        assertThat(answer.reasons()).isEmpty();
        assertThat(answer.forecast().likelyMillis()).isEqualTo(201_000);
        assertThat(service.readiness(TRUSTING).forecast().likelyMillis()).isEqualTo(120_000);
        assertThat(answer.interrupted()).isNull();

        caravan.failures = 1;
        answer = service.readiness(Options.DEFAULT);
        assertThat(answer.ready()).isFalse();
        assertThat(answer.reasons().get(0).kind()).isEqualTo("failures");
        assertThat(answer.reasons().get(0).remedy()).contains("caravan retry");
        assertThat(caravan.asked).isEmpty();
        assertThat(state.names()).isEmpty();
    }

    @Test
    void learnsTheForecastFromItsSamples() {
        caravan.held = 3000;
        for (int i = 0; i < 10; i++) {
            service.sample();
            caravan.activity = new Activity(0, caravan.activity.looks() + 50, 0, 0);
            caravan.clock.advance(Duration.ofSeconds(5));
        }
        // 10 a second: the held ones are looked at and compared.
        assertThat(service.readiness(TRUSTING).forecast().likelyMillis()).isEqualTo(601_000);
    }

    @Test
    void cutsOverOnAThreadOfItsOwnAndTellsHowFarItIs() {
        assertThat(service.progress().outcome()).isEqualTo(Outcome.NONE);
        assertThat(service.begin(AT_ONCE).accepted()).isTrue();
        assertThat(service.progress().outcome()).isEqualTo(Outcome.RUNNING);
        assertThat(service.begin(AT_ONCE).reason()).contains("under way already");

        threads.remove(0).run();
        assertThat(service.progress().outcome()).isEqualTo(Outcome.DONE);
        assertThat(service.progress().step()).isEqualTo(Step.DONE);
        assertThat(service.readiness(Options.DEFAULT).reasons().get(0).kind()).isEqualTo("done");
    }

    @Test
    void canBeEndedAndRepeated() {
        service.abort();
        service.begin(AT_ONCE);
        service.abort();
        threads.remove(0).run();
        assertThat(service.progress().outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(service.begin(AT_ONCE).accepted()).isTrue();
        threads.remove(0).run();
        assertThat(service.progress().outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void refusesToCutOverASourceThatNobodyFreezes() {
        Begun begun = service.begin(Options.DEFAULT);
        assertThat(begun.accepted()).isFalse();
        assertThat(begun.reason()).contains("nobody freezes the source");
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
        assertThat(next.readiness(Options.DEFAULT).interrupted())
                .isEqualTo(
                        "a cut-over that began at 2026-03-26T11:45:56Z ended in its step PROVE with the process; the source"
                                + " was frozen at 2026-03-26T11:45:56Z, and may still be; repeat it with caravan cutover");
        next.begin(AT_ONCE);
        threads.remove(1).run();
        assertThat(next.readiness(Options.DEFAULT).interrupted()).isNull();
    }

    @Test
    void startsAlsoWhereItsFilesAreDamagedAndIsNotReadyThen() throws IOException {
        state.write(ProgressJournal.FILE, "x".getBytes(US_ASCII));
        state.write(Marker.FILE, "x".getBytes(US_ASCII));
        Readiness answer = service().readiness(Options.DEFAULT);
        assertThat(answer.ready()).isFalse();
        assertThat(answer.reasons().get(0).sentence()).contains("cannot be understood");
    }

    private CutoverService service() {
        return new CutoverService(
                caravan,
                caravan.freeze,
                state,
                new MemoryState(),
                Duration.ZERO,
                caravan.clock,
                caravan::pause,
                threads::add);
    }
}
