package dev.caravan.cutover;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.cutover.CutoverProgress.Outcome;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CutoverTest {
    private static final Instant START = FakeCaravan.START;
    private static final Options FROZEN = new Options(true, List.of(), false, false, false, null, null, null);
    private static final Options TRUSTING = new Options(true, List.of(), false, true, false, 0L, null, null);
    private static final Options AT_ONCE = new Options(true, List.of(), false, false, false, 0L, null, null);

    private final FakeCaravan caravan = new FakeCaravan();
    private final MemoryState state = new MemoryState();
    private final Marker marker = new Marker(state);
    private final ProgressJournal journal = new ProgressJournal(state);
    private Run run;

    @Test
    void goesThroughAllStepsAndMarksTheTargetAsTheLiveSide() throws IOException {
        caravan.change("a/b");
        caravan.change("c");
        caravan.work = 100;
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked)
                .containsExactly(
                        "walk", "look at [., a]", "verify [., a, a/b, c]", "stop verifying", "seal", "frozen for good");
        assertThat(run.progress().stepMillis().keySet()).containsExactly(Step.values());
        assertThat(run.progress().evidence()).isEqualTo("cutover-20260326T114756Z.txt");
        assertThat(state.names())
                .containsExactlyInAnyOrder(
                        "cutover-20260326T114756Z.txt",
                        "cutover-20260326T114756Z.json",
                        Marker.FILE,
                        ProgressJournal.FILE);
        assertThat(marker.standing()).contains("cutover-20260326T114756Z.txt of 2026-03-26T11:47:56Z");
        assertThat(journal.interrupted()).isEmpty();
    }

    @Test
    void comparesWhatChangedSinceTheLastComparisonOfAllAndNothingBefore() {
        caravan.changed.put(new RelativePath("old"), caravan.lastVerify.began().minusNanos(1));
        caravan.changed.put(new RelativePath("new"), caravan.lastVerify.began());
        cutOver(AT_ONCE);
        assertThat(caravan.compared).containsExactly(Scope.of(paths("", "new")));
    }

    @Test
    void comparesNothingWhereNothingChanged() {
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("walk", "seal", "frozen for good");
    }

    @Test
    void needsNoVerificationNoFeedAndNoMemoryWhereItWalks() {
        caravan.lastVerify = null;
        caravan.follows = false;
        caravan.changed.put(new RelativePath("before"), START.minusSeconds(1));
        caravan.rememberedSince = START;
        caravan.change("while it walks");
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        // What was changed since the walk began, which has looked at everything.
        assertThat(caravan.compared).containsExactly(Scope.of(paths("", "while it walks")));
        assertThat(run.progress().stepMillis()).doesNotContainKey(Step.LOG);
        assertThat(page()).contains("log read to            none is followed").contains("never compared");
    }

    @Test
    void looksAtWhatWasPutOffInsteadOfWalkingWhereTheLogIsTrusted() {
        caravan.putOff = 7;
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("look at what was put off", "seal", "frozen for good");
        assertThat(run.progress().stepMillis()).doesNotContainKey(Step.FROZEN_WALK);
        assertThat(page())
                .contains("put off                7 entries, looked at by 2026-03-26T11:45:56Z")
                .contains("before the freeze; since then the feeds are trusted");
    }

    @Test
    void walksUntilOneHasBegunWithinTheFreeze() {
        caravan.walks.add(new Walk.Result(START.minusSeconds(50), START, 10, true));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("walk", "walk", "seal", "frozen for good");
        assertThat(page()).contains("50000 entries, complete");
    }

    @Test
    void endsWhereTheWalkDoesNotComeToEverything() throws IOException {
        caravan.pollsToWalk = 5;
        caravan.walks.add(new Walk.Result(START.plusSeconds(1), START.plusSeconds(2), 10, false));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(run.progress().reasons()).extracting(Reason::kind).containsExactly("incomplete-walk");
        assertLiveAgain();
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void drainsOnlyOnceTheLogHasShownWhatWasLookedUp() {
        caravan.pollsToHear = 50;
        // A line that comes late.
        caravan.atPoll.put(49, () -> caravan.change("late"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 1000L).containsEntry(Step.DRAIN, 0L);
        assertThat(caravan.compared.get(0).paths()).contains(new RelativePath("late"));
        assertThat(page()).contains("what was looked up at 2026-03-26T11:45:56Z, which came by 2026-03-26T11:45:57Z");
    }

    @Test
    void endsWhereTheLogFallsSilent() throws IOException {
        caravan.pollsToHear = Integer.MAX_VALUE;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason())
                .contains("the log has not shown what Caravan looked up 60 s ago")
                .contains("--log-lag-seconds");
        assertThat(caravan.clock.instant()).isEqualTo(START.plus(LogWait.PATIENCE));
        assertLiveAgain();
        caravan.pollsToHear = 0;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void takesReadingWhatWasThereBeforeForNoSilence() {
        caravan.isRead = false;
        caravan.pollsToHear = 10_000;
        caravan.atPoll.put(9_000, () -> caravan.isRead = true);
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 200_000L);
    }

    @Test
    void waitsForALogThatShowsNothingAndSaysThatItRestsOnThat() {
        caravan.shown = Heartbeat.Shown.NO;
        caravan.atPoll.put(499, () -> caravan.change("late"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 10_000L);
        assertThat(caravan.compared.get(0).paths()).contains(new RelativePath("late"));
        assertThat(page()).contains("10.000 s after 2026-03-26T11:45:56Z; it does not show what is looked up");
    }

    @Test
    void waitsForALogOfWhichNothingIsKnownAsForOneThatShows() {
        caravan.shown = Heartbeat.Shown.UNKNOWN;
        caravan.pollsToHear = Integer.MAX_VALUE;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 60_000L);
        assertThat(page()).contains("60.000 s after ").contains("it does not show what is looked up");
    }

    @ParameterizedTest
    @CsvSource({"1, 1500", "3, 3000"})
    void waitsForLinesOnTheirWayHoweverShortTheLogLags(long lagSeconds, long expected) {
        caravan.shown = Heartbeat.Shown.NO;
        caravan.onItsWay = Duration.ofMillis(1500);
        cutOver(new Options(true, List.of(), false, false, false, 0L, null, lagSeconds));
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, expected);
    }

    @Test
    void waitsForLinesOfAnotherFeedThanTheOneThatShowedItself() {
        caravan.onItsWay = Duration.ofMillis(1500);
        cutOver(AT_ONCE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 0L);
        caravan.clock.advance(Duration.ofSeconds(1));
        caravan.feeds = List.of("client-log", "oplog");
        cutOver(new Options(true, List.of(), false, false, true, 0L, null, null));
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 1500L);
    }

    @Test
    void doesNotTrustAVerificationThatFoundYoungDifferences() {
        VerifyRun.Result equal = caravan.lastVerify;
        caravan.lastVerify = new VerifyRun.Result(
                equal.began(), equal.ended(), true, 0, 50_000, 0, 1, 1, 0, 0, List.of("d/f: size"), List.of());
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("found 1 differences, 1 of them young").contains("when they have had time");
        assertThat(Cutover.base(caravan.situation(), START)).isEqualTo(caravan.lastPass.began());
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void comparesEverythingWhenAskedThoughNothingElseIsKnown() {
        caravan.lastVerify = null;
        caravan.remembersChanges = false;
        caravan.follows = false;
        Options full = new Options(true, List.of(), true, true, false, 0L, null, null);
        // Changes that are not remembered look like changes now.
        caravan.atPoll.put(1, () -> caravan.remembersChanges = true);
        caravan.pollsToVerify = 5;
        assertThat(cutOver(full).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.compared).containsExactly(Scope.EVERYTHING);
    }

    @Test
    void drainsWhileTheTimeOfTheProofRuns() {
        // 100 polls of 20 ms.
        caravan.work = 100;
        cutOver(FROZEN);
        assertThat(run.progress().stepMillis())
                .containsEntry(Step.DRAIN, 1980L)
                .containsEntry(Step.PROVE, 118_020L)
                .containsEntry(Step.VERIFY, 0L);
    }

    @Test
    void needsNoProofOfItsOwnWhereNothingChangedForLongEnoughBefore() {
        caravan.freeze.seen(new RelativePath("x"), changed(START.minus(FakeCaravan.QUIET)));
        cutOver(FROZEN);
        assertThat(caravan.clock.instant()).isEqualTo(START);
    }

    @Test
    void takesNoTimeInTheFutureForAProof() {
        caravan.freeze.seen(new RelativePath("x"), changed(START.plusSeconds(9999)));
        cutOver(FROZEN);
        assertThat(caravan.clock.instant()).isEqualTo(START.plus(FakeCaravan.QUIET));
    }

    @Test
    void beginsTheProofAnewWhenSomethingIsFoundChanged() {
        caravan.atPoll.put(1000, () -> caravan.change("late"));
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.clock.instant())
                .isEqualTo(START.plusMillis(20 * 1000).plus(FakeCaravan.QUIET));
        assertThat(caravan.compared.get(0).paths()).contains(new RelativePath("late"));
    }

    @Test
    void doesNotBelieveThatAllIsReadBeforeALogHadTimeToShowMore() {
        caravan.atPoll.put(10, () -> caravan.work = 3);
        cutOver(AT_ONCE, Duration.ofMillis(500));
        assertThat(run.progress().stepMillis()).containsEntry(Step.DRAIN, (10 + 2) * 20L + 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 6000})
    void endsWhenAnEntryChangedAfterTheFreezeAndNamesIt(int poll) throws IOException {
        caravan.change("a");
        caravan.pollsToVerify = 100;
        caravan.atPoll.put(poll, () -> caravan.freeze.seen(new RelativePath("a/w"), changed(caravan.clock.instant())));
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("the source is not frozen: a/w changed at ", "after the freeze of " + START);
        assertLiveAgain();
    }

    @Test
    void drainsAgainWhatWasChangedAfterItWasComparedAndComparesThatToo() {
        caravan.change("a");
        caravan.pollsToVerify = 10;
        caravan.atPoll.put(5, () -> caravan.change("b"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked)
                .containsExactly(
                        "walk",
                        "look at [.]",
                        "verify [., a]",
                        "stop verifying",
                        "seal",
                        "unseal",
                        "look at [.]",
                        "verify [., a, b]",
                        "stop verifying",
                        "seal",
                        "frozen for good");
        assertThat(run.progress().round()).isEqualTo(2);
    }

    @Test
    void endsWhenItNeverGetsQuiet() throws IOException {
        caravan.change("a");
        caravan.pollsToVerify = 10;
        for (int poll = 5; poll < 100; poll += 10) {
            caravan.atPoll.put(poll, () -> caravan.change("z"));
        }
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("after 3 rounds", "z was changed on the target");
        assertLiveAgain();
    }

    @Test
    void letsWhatDiffersBeMadeEqualOnce() throws IOException {
        caravan.change("a");
        caravan.differences.add(paths("a"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked)
                .containsExactly(
                        "walk",
                        "look at [.]",
                        "verify [., a]",
                        "stop verifying",
                        "look at [a]",
                        "verify [a]",
                        "stop verifying",
                        "seal",
                        "frozen for good");
        assertThat(state.text("cutover-20260326T114556Z.txt")).contains("2 entries, 0 differences, 0 errors");
    }

    @Test
    void endsWhenItDiffersStill() throws IOException {
        caravan.change("a");
        caravan.differences.add(paths("a"));
        caravan.differences.add(paths("a"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("1 entries differ", "a: size", "caravan verify --repair");
        assertLiveAgain();
    }

    @Test
    void doesNotFreezeWhatIsNotReady() throws IOException {
        caravan.failures = 2;
        caravan.lastVerify = null;
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(run.progress().reasons()).extracting(Reason::kind).containsExactly("failures", "no-verify");
        assertThat(run.progress().step()).isNull();
        assertThat(caravan.asked).isEmpty();
        assertThat(caravan.freeze.isOn()).isFalse();
    }

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
    void isDoneOnceUnlessAgainIsMeant() throws IOException {
        cutOver(AT_ONCE);
        caravan.clock.advance(Duration.ofSeconds(5));
        caravan.asked.clear();
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("was cut over already");
        assertThat(caravan.asked).isEmpty();
        assertThat(caravan.sealed).isTrue();
        assertThat(marker.standing()).isPresent();

        // Nobody reads on since the target is the live side.
        caravan.lagBytes = 9;
        caravan.lagSeconds = 5000;
        caravan.walking = true;
        caravan.atPoll.put(1, () -> caravan.walking = false);
        caravan.work = 3;
        Options again = new Options(true, List.of(), false, false, true, 0L, null, null);
        assertThat(cutOver(again).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("thaw", "unseal", "walk", "seal", "frozen for good");
        assertThat(state.text(Marker.FILE)).contains("\"again\" : [ \"2026-03-26T11:46:01Z\" ]");
    }

    @Test
    void touchesNothingOfACutOverThatIsDoneWhereAnotherIsNotReady() throws IOException {
        cutOver(AT_ONCE);
        String before = state.text(Marker.FILE);
        caravan.asked.clear();
        caravan.failures = 1;
        Options again = new Options(true, List.of(), false, false, true, 0L, null, null);
        assertThat(cutOver(again).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(caravan.asked).isEmpty();
        assertThat(caravan.sealed).isTrue();
        assertThat(state.text(Marker.FILE)).isEqualTo(before);
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

    @Test
    void freezesByACommandWithoutAShell() {
        Options options = new Options(
                false, List.of("sh", "-c", "echo frozen $1; exit 0", "sh", "a b"), false, false, false, 0L, null, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().frozenAt()).isAfterOrEqualTo(START);
    }

    @Test
    void endsWhenTheFreezeCommandFails() throws IOException {
        Options options = new Options(
                false,
                List.of("sh", "-c", "printf 'no\\nway \\001\\n' >&2; exit 3"),
                false,
                false,
                false,
                0L,
                null,
                null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("ended with 3, and said last: way \\x01");
        assertThat(caravan.freeze.isOn()).isFalse();
    }

    @Test
    void endsWhenThereIsNoFreezeCommand() throws IOException {
        Options options = new Options(false, List.of("/no/such/command"), false, false, false, 0L, null, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(reason()).contains("/no/such/command");
    }

    @Test
    void killsAFreezeCommandThatTakesLongerThanTheDeadline() {
        Options options = new Options(false, List.of("sleep", "600"), false, false, false, 0L, 5L, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.NOT_READY);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.current()
                        .children()
                        .noneMatch(
                                child -> child.info().commandLine().orElse("").contains("sleep 600")));
    }

    private CutoverProgress cutOver(Options options) {
        return cutOver(options, Duration.ZERO);
    }

    private CutoverProgress cutOver(Options options, Duration drainedFor) {
        caravan.polls = 0;
        run = new Run(options, caravan, caravan.freeze, journal, caravan.clock, caravan::pause);
        new Cutover(
                        options,
                        caravan,
                        caravan.freeze,
                        marker,
                        state,
                        new Forecaster(new Rates()),
                        drainedFor,
                        caravan.clock,
                        run)
                .go();
        return run.progress();
    }

    private String page() {
        return state.text(run.progress().evidence());
    }

    private String reason() {
        return run.progress().reasons().toString();
    }

    private void assertLiveAgain() throws IOException {
        assertThat(caravan.freeze.isOn()).isFalse();
        assertThat(caravan.asked).contains("thaw");
        assertThat(caravan.sealed).isFalse();
        assertThat(marker.standing()).isEmpty();
        assertThat(journal.interrupted()).isEmpty();
        caravan.atPoll.clear();
    }

    private static Set<RelativePath> paths(String... paths) {
        return Arrays.stream(paths).map(RelativePath::new).collect(toSet());
    }

    private static Entry changed(Instant at) {
        return new Entry(Entry.Type.FILE, 1, at, at, at, 0644, 0, 0, 1, 1, 1, 0, "", Map.of());
    }
}
