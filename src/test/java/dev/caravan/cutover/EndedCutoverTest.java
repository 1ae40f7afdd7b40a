package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.cutover.CutoverProgress.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cut-over that ends before it is done leaves all as it was, and can be repeated. */
class EndedCutoverTest extends CutoverFixture {
    @Test
    void endsWhenSomethingFailedWithinTheFreeze() throws IOException {
        caravan.work = 10;
        caravan.atPoll.put(5, () -> caravan.failures = 1);
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("1 path could not be made equal");
        assertLiveAgain();
        assertThat(caravan.sealed).isFalse();
    }

    @Test
    void endsWhenTheTargetIsNotWhatItWas() throws IOException {
        caravan.work = Integer.MAX_VALUE;
        caravan.atPoll.put(5, () -> caravan.targetFault = "target /mnt/new: is read-only");
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("is read-only");
        assertLiveAgain();
    }

    @Test
    void endsAtItsDeadline() throws IOException {
        caravan.work = Integer.MAX_VALUE;
        Options options = new Options(true, List.of(), false, false, false, null, 30L, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("the freeze lasts longer than 30 s, in the step DRAIN");
        assertThat(caravan.clock.instant()).isBetween(START.plusSeconds(30), START.plusSeconds(31));
        assertLiveAgain();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 200, 6100})
    void canBeEndedAtAnyTimeAndRepeated(int poll) throws IOException {
        caravan.change("a");
        caravan.work = 50;
        caravan.pollsToVerify = 200;
        caravan.atPoll.put(poll, () -> run.abort());
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.ABORTED);
        assertLiveAgain();
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws IOException {
        caravan.atPoll.put(3, () -> Thread.currentThread().interrupt());
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(Thread.interrupted()).isTrue();
        assertLiveAgain();
    }

    /** A crash before each of its writes to the disk. */
    @ParameterizedTest
    @CsvSource({
        "0, before its first step",
        "1, in its step FREEZE",
        "2, in its step FREEZE",
        "3, in its step LOG",
        "4, in its step DRAIN",
        "5, in its step FROZEN_WALK",
        "6, in its step PROVE",
        "7, in its step DIRECTORY_TIMES",
        "8, in its step VERIFY",
        "9, in its step EVIDENCE",
        "10, in its step EVIDENCE",
        "11, in its step EVIDENCE",
        "12, in its step DONE",
    })
    void isToldOfAfterACrashAndRepeated(int writes, String where) throws IOException {
        caravan.change("a");
        state.writesUntilKilled = writes;
        assertThatThrownBy(() -> cutOver(AT_ONCE)).isInstanceOf(MemoryState.Killed.class);
        state.writesUntilKilled = Integer.MAX_VALUE;
        if (writes > 0) {
            assertThat(journal.interrupted().orElseThrow()).contains(where).contains("repeat it");
        }
        assertThat(marker.standing()).isEmpty();

        caravan.freeze.end();
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(journal.interrupted()).isEmpty();
        assertThat(marker.standing()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cutover-2026", "cutover.json", "cutover-progress"})
    void endsWhenItsFilesCannotBeWritten(String file) throws IOException {
        state.failing = file;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(reason()).contains("disk full");
        assertThat(marker.standing()).isEmpty();
        assertThat(caravan.sealed).isFalse();
        assertThat(caravan.freeze.isOn()).isFalse();
    }

    /** What may end it in any of its steps. */
    private enum Ending {
        DEADLINE(Outcome.NOT_READY),
        ABORT(Outcome.ABORTED),
        INTERRUPT(Outcome.ABORTED),
        EXCEPTION(Outcome.FAILED),
        ERROR(Outcome.FAILED);

        private final Outcome outcome;

        Ending(Outcome outcome) {
            this.outcome = outcome;
        }
    }

    static List<Arguments> endings() {
        return Arrays.stream(Step.values())
                .flatMap(step -> Arrays.stream(Ending.values())
                        .flatMap(ending -> Stream.of(true, false).map(again -> Arguments.of(step, ending, again))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void leavesAllAsItWasWhereverItIsEndedAndCanBeRepeated(Step step, Ending ending, boolean again) throws IOException {
        caravan.change("a");
        if (again) {
            cutOver(AT_ONCE);
            caravan.clock.advance(Duration.ofSeconds(5));
            caravan.change("b");
        }
        Optional<String> standing = marker.standing();
        caravan.asked.clear();
        Options options = new Options(true, List.of(), false, false, again, 0L, 30L, null);
        state.atWrite(ProgressJournal.FILE, content -> {
            if (content.contains("\"step\" : \"" + step) && content.contains("RUNNING")) {
                state.atWrite(ProgressJournal.FILE, nothing -> {});
                end(ending);
            }
        });
        if (ending == Ending.ERROR) {
            assertThatThrownBy(() -> cutOver(options)).isInstanceOf(MemoryState.Killed.class);
        } else {
            cutOver(options);
        }
        assertThat(Thread.interrupted()).isEqualTo(ending == Ending.INTERRUPT);
        assertThat(run.progress().outcome()).isEqualTo(ending.outcome);
        assertThat(caravan.sealed).isEqualTo(again);
        assertThat(caravan.freeze.isOn()).isEqualTo(again && step == Step.FREEZE && !caravan.asked.contains("thaw"));
        assertThat(marker.standing()).isEqualTo(standing);
        assertThat(journal.interrupted()).isEmpty();

        caravan.clock.advance(Duration.ofSeconds(5));
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.sealed).isTrue();
        assertThat(marker.standing()).isPresent().isNotEqualTo(standing);
    }

    private void end(Ending ending) {
        switch (ending) {
            case DEADLINE -> caravan.clock.advance(Duration.ofSeconds(31));
            case ABORT -> run.abort();
            case INTERRUPT -> Thread.currentThread().interrupt();
            case EXCEPTION -> throw new IllegalStateException("something nobody foresaw");
            case ERROR -> throw new MemoryState.Killed();
        }
    }

    @Test
    void writesNothingMoreWhereNobodyCanTellWhetherItIsDone() {
        state.atWrite(Marker.FILE, content -> {
            state.tear(Marker.FILE);
            throw new UncheckedIOException(new IOException("the disk is gone"));
        });
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(reason()).contains("the disk is gone").contains("cutover --again");
        assertThat(caravan.sealed).isTrue();
    }
}
