package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonsTest {
    private static final Instant NOW = FakeCaravan.START;
    private static final Options TRUSTING = new Options(true, List.of(), false, true, false, null, null, null);
    private static final Options FULL = new Options(true, List.of(), true, false, false, null, null, null);

    private final FakeCaravan caravan = new FakeCaravan();

    @Test
    void isReadyWhereNothingIsLeftToDo() {
        assertThat(reasons(Options.DEFAULT)).isEmpty();
    }

    @Test
    void whatAnAgentHasNotToldBarsOnlyWhereItIsTrusted() {
        caravan.fleetFaults = List.of(Reason.bar("agent", "agent web2: is silent", "start it again"));
        assertThat(reasons(Options.DEFAULT)).isEmpty();
        assertThat(reasons(TRUSTING)).extracting(Reason::toString).contains("agent web2: is silent: start it again");
        assertThat(Reasons.atTheEnd(caravan.situation(), TRUSTING)).hasSize(1);
    }

    static Stream<Arguments> situations() {
        Gap gap = Gap.below(new RelativePath("a/b"), "client-log", NOW, "the log was truncated\u0001");
        return Stream.of(
                reason(
                        caravan -> caravan.targetFault = "target /n: is read-only",
                        "target: target /n: is read-only: mend that; it goes on by itself"),
                reason(caravan -> caravan.paused = true, "paused: Caravan is paused: caravan resume"),
                reason(
                        caravan -> caravan.otherMovers = List.of("run, process 7 on b", "backfill, process 8 on c"),
                        "movers: others write to this target: run, process 7 on b; backfill, process 8 on c: stop them; one"
                                + " that was killed counts as ended after a minute"),
                reason(
                        caravan -> caravan.lastPass = null,
                        "no-pass: the tree was not walked whole yet: caravan rescan ."),
                reason(
                        caravan -> {
                            caravan.lastPass = null;
                            caravan.walking = true;
                        },
                        "no-pass: the tree was not walked whole yet: wait"),
                reason(
                        caravan -> caravan.walking = true,
                        "walking: a walk is under way or asked for: wait until it has ended"),
                reason(
                        caravan -> caravan.failures = 1,
                        "failures: 1 path could not be made equal: see failures.jsonl, mend the cause, then caravan retry"),
                reason(
                        caravan -> caravan.gaps = List.of(gap),
                        "gap: gap in client-log from 2026-03-26T11:45:56Z: the log was truncated\\x01: caravan rescan a/b"),
                reason(
                        caravan -> {
                            caravan.lagBytes = 9;
                            caravan.lagSeconds = 61;
                        },
                        "lag: the log is read 61 s behind its end: wait until it has caught up"),
                reason(
                        caravan -> caravan.follows = false,
                        "no-feed: no feed is followed, so that nothing tells what changed since the last pass:"
                                + " caravan cutover without --trust-log"),
                reason(
                        caravan -> caravan.distrust = Optional.of("the client caches names"),
                        "distrust: the client caches names: caravan cutover without --trust-log"),
                reason(
                        caravan -> caravan.lastContent = content(2),
                        "unequal-content: the verification of 2026-03-26T11:45:56Z found 2 files whose content alone differs:"
                                + " a: content: caravan verify --content --repair"),
                reason(
                        caravan -> caravan.lastVerify = null,
                        "no-verify: the two trees were never compared whole: caravan verify, or cutover without --trust-log"),
                reason(
                        caravan ->
                                caravan.lastVerify = FakeCaravan.result(NOW, true, 9, 1, Set.of(new RelativePath("a"))),
                        "unequal: the last verification, of 2026-03-26T11:45:56Z, found 1 differences, 0 of them young, and 1"
                                + " errors:"
                                + " caravan verify --repair"),
                reason(
                        caravan -> caravan.lastVerify =
                                FakeCaravan.result(NOW.minus(Duration.ofHours(25)), true, 9, 0, Set.of()),
                        "old-verify: the last verification, of 2026-03-25T10:45:56Z, is older than 24 hours:"
                                + " caravan verify, or cutover without --trust-log"),
                reason(
                        caravan -> caravan.remembersChanges = false,
                        "unknown-changes: what changed since the last verification, of 2026-03-26T10:45:56Z, is not"
                                + " remembered: too much, or Caravan was started since: caravan verify, or cutover"
                                + " without --trust-log"));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void saysWhatBarsAndWhatMendsIt(Consumer<FakeCaravan> situation, String expected) {
        situation.accept(caravan);
        assertThat(reasons(TRUSTING))
                .allMatch(Reason::bars)
                .extracting(reason -> reason.kind() + ": " + reason)
                .containsExactly(expected);
    }

    private static VerifyRun.Result content(long alone) {
        return new VerifyRun.Result(
                NOW, NOW, true, 100, 9, 9, alone, 0, alone, 0, List.of("a: content"), List.of(new RelativePath("a")));
    }

    @Test
    void needsNoVerificationAndNoFeedToLookAtEverythingWithinTheFreeze() {
        caravan.lastVerify = null;
        caravan.follows = false;
        caravan.distrust = Optional.of("the client caches names");
        caravan.remembersChanges = false;
        assertThat(reasons(Options.DEFAULT)).isEmpty();
        assertThat(reasons(FULL)).isEmpty();
    }

    @Test
    void barsContentThatDiffersAloneWhateverLooksAtSizesAndTimes() {
        caravan.lastContent = content(1);
        assertThat(reasons(Options.DEFAULT)).extracting(Reason::kind).containsExactly("unequal-content");
        assertThat(reasons(FULL)).extracting(Reason::kind).containsExactly("unequal-content");
        caravan.lastContent = content(0);
        assertThat(reasons(FULL)).isEmpty();
    }

    @Test
    void notesGapsOfTheLogWhereAllIsLookedAtWithinTheFreeze() {
        Gap gap = Gap.at("client-log", NOW, "truncated");
        Gap removals = Gap.at("removals", NOW, "too many");
        caravan.gaps = List.of(gap, removals);
        for (Options options : List.of(Options.DEFAULT, FULL)) {
            assertThat(reasons(options)).extracting(Reason::bars).containsExactly(true, false);
            assertThat(Reasons.atTheEnd(caravan.situation(), options))
                    .extracting(Reason::sentence)
                    .containsExactly("gap in removals from 2026-03-26T11:45:56Z: too many");
        }
        assertThat(Reasons.atTheEnd(caravan.situation(), TRUSTING)).hasSize(2);
    }

    @Test
    void notesThatALogDoesNotTellHowFarItIs() {
        caravan.shown = Heartbeat.Shown.NO;
        assertThat(reasons(TRUSTING))
                .noneMatch(Reason::bars)
                .extracting(Reason::kind)
                .containsExactly("blind-log");
    }

    @Test
    void takesWhatStandsStillBesideACutOverThatIsDoneForNoBar() {
        caravan.walking = true;
        caravan.lagBytes = 9;
        caravan.lagSeconds = 5000;
        Options again = new Options(true, List.of(), false, false, true, null, null, null);
        assertThat(Reasons.of(caravan.situation(), Scope.EVERYTHING, again, Optional.of("cutover-1.txt"), NOW))
                .isEmpty();
        assertThat(reasons(again)).extracting(Reason::kind).containsExactly("walking", "lag");
    }

    @Test
    void barsWhatIsDoneAlreadyUnlessAgainIsMeant() {
        assertThat(Reasons.of(caravan.situation(), Scope.EVERYTHING, FULL, Optional.of("cutover-1.txt"), NOW))
                .extracting(Reason::kind)
                .containsExactly("done");
        Options again = new Options(true, List.of(), true, false, true, null, null, null);
        assertThat(Reasons.of(caravan.situation(), Scope.EVERYTHING, again, Optional.of("cutover-1.txt"), NOW))
                .isEmpty();
    }

    @Test
    void barsNothingForWhatTheFreezeDoes() {
        caravan.held = 3;
        caravan.lagBytes = 100;
        caravan.lagSeconds = 60;
        caravan.hot = Collections.nCopies(11, new Situation.Hot(new RelativePath("d/\u00e4"), 5));
        assertThat(reasons(Options.DEFAULT))
                .noneMatch(Reason::bars)
                .extracting(Reason::kind)
                .containsExactly("held", "hot");
        assertThat(reasons(Options.DEFAULT).get(1).sentence())
                .startsWith("11 files never became quiet: d/\\xe4, ")
                .endsWith(", …");
    }

    @Test
    void namesSomeOfManyGaps() {
        caravan.gaps = Collections.nCopies(13, Gap.at("walk", NOW, "r"));
        assertThat(reasons(Options.DEFAULT)).hasSize(11).last().hasToString("and 3 more gaps: caravan rescan .");
    }

    private List<Reason> reasons(Options options) {
        Situation situation = caravan.situation();
        Scope changed = caravan.changedSince(Cutover.base(situation, NOW));
        return Reasons.of(situation, changed, options, Optional.empty(), NOW);
    }

    private static Arguments reason(Consumer<FakeCaravan> situation, String expected) {
        return arguments(situation, expected);
    }
}
