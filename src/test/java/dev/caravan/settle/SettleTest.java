package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Batch;
import dev.caravan.change.Canaries;
import dev.caravan.change.Custody;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.Entries;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettleTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final RelativePath PATH = new RelativePath("a/b");
    private static final RelativePath PARENT = new RelativePath("a");

    private final SettableClock clock = new SettableClock(START);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Hold hold = new Hold(clock, 100);
    private final Settle settle = new Settle(
            hold,
            Exclusions.of("aladata"),
            new Freeze(QUIET),
            new Settle.Options(Duration.ofSeconds(10), Duration.ofHours(24), 100, Duration.ofMinutes(1)),
            "client-log",
            Optional.of(new Canaries()),
            Optional.of(new QuietMount()),
            new ChangedPaths(clock),
            gap -> {},
            clock,
            meters);
    private final CountedTicket ticket = new CountedTicket(1);
    private final DefaultCamelContext context = new DefaultCamelContext();

    @Test
    void holdsAFirstHintForOneQuietPeriod() throws InterruptedException {
        clock.set(START.plusSeconds(7));
        assertThat(admit(START, PATH))
                .extracting(Held::task, Held::due)
                .containsExactly(
                        tuple(new Task(PATH, ticket, clock.instant(), Origin.HINT, 0), START.plusSeconds(127)));
        assertThat(ticket.holders()).isEqualTo(2);
        assertThat(meters.counter("caravan.settle.hints").count()).isEqualTo(1);
    }

    @Test
    void keepsTheDirectoryThatTheHintMeant() throws InterruptedException {
        Hint hint = new Hint.Named(PATH, 4711, START);
        Task task = settle.admit(new HintBatch(List.of(hint), ticket)).get(0).task();
        assertThat(task.directoryInode()).isEqualTo(4711);
        Look look = new Look(START, START);
        Held again = settle.again(new Verdict.Wait(task, look, START.plusSeconds(1), false, "young"));
        assertThat(again.task().directoryInode()).isEqualTo(4711);
        List<Held> late = settle.done(new Verdict.InSync(task.withLateHint(START), look));
        assertThat(late).extracting(held -> held.task().directoryInode()).containsExactly(4711L);
    }

    @Test
    void changesNothingForAPathThatIsHeldAlready() throws InterruptedException {
        hold(admit(START, PATH));
        clock.advance(Duration.ofSeconds(60));
        assertThat(settle.admit(batch(START.plusSeconds(60), new CountedTicket(2), PATH)))
                .isEmpty();
        assertThat(hold.find(PATH).due()).isEqualTo(START.plus(QUIET));
    }

    /** It would lead to one look more, whose echo led to the next, without an end. */
    @Test
    void asksForNoOtherLookOfAHeldPathWhereItsEchoComesLateInTheHold() throws InterruptedException {
        lookedAt(Origin.HINT, "in sync");
        lookedAt(Origin.RECHECK, "in sync");
        hold(List.of(new Held(task(Origin.RECHECK, 0), START.plus(QUIET), START)));
        clock.advance(Duration.ofSeconds(60));
        Look before = new Look(START.plusSeconds(58), START.plusSeconds(58));
        settle.looked(PATH, before);
        assertThat(admit(START.plusSeconds(60), PATH)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(settle.due(hold.find(PATH)).lateHint()).isEmpty();
    }

    @Test
    void asksForAnotherLookOfAHeldPathWhereNewsComeLateInTheHold() throws InterruptedException {
        hold(List.of(new Held(task(Origin.RECHECK, 0), START.plus(QUIET), START)));
        clock.advance(Duration.ofSeconds(60));
        assertThat(admit(START.plusSeconds(60), PATH)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(settle.due(hold.find(PATH)).lateHint()).contains(START.plusSeconds(60));
    }

    @Test
    void handsOnAHintForAHeldPathWhoseTicketItNeeds() throws InterruptedException {
        CountedTicket newer = new CountedTicket(2);
        hold(settle.admit(batch(START, newer, PATH)));
        hold(admit(START, PATH));
        assertThat(hold.find(PATH).task().ticket()).isSameAs(ticket);
        assertThat(hold.find(PATH).due()).isEqualTo(START.plus(QUIET));
        assertThat(ticket.holders()).isEqualTo(2);
        assertThat(newer.holders()).isEqualTo(1);
    }

    @Test
    void leavesWhatIsExcludedAlone() throws InterruptedException {
        assertThat(admit(START, new RelativePath("x/aladata/y"), new RelativePath(".caravan/trash")))
                .isEmpty();
        assertThat(ticket.holders()).isEqualTo(1);
    }

    /** What may be the echo of our own look is looked at once more, and else left to the looks that come anyway. */
    @ParameterizedTest
    @CsvSource({
        // What was the last look for, what did it come to, when was the hint seen after it: what becomes of the hint.
        "WALK,    in sync, -2,  HINT",
        "WALK,    in sync, -1,  RECHECK",
        "WALK,    in sync,  0,  RECHECK",
        "WALK,    in sync,  11, RECHECK",
        "WALK,    in sync,  12, HINT",
        "WALK,    applied,  0,  RECHECK",
        "WALKED,  in sync,  0,  RECHECK",
        "HINT,    in sync, -2,  HINT",
        "HINT,    in sync,  0,  RECHECK",
        "HINT,    in sync,  12, HINT",
        "HINT,    applied,  0,  RECHECK",
        "RECHECK, in sync, -2,  HINT",
        "RECHECK, in sync,  0,  left",
        "RECHECK, in sync,  12, HINT",
        "RECHECK, applied,  0,  RECHECK",
        "AGAIN,   in sync,  0,  RECHECK",
        "AGAIN,   skipped,  0,  RECHECK",
        "RECHECK, skipped,  0,  left",
        "AGAIN,   in sync,  12, HINT",
    })
    void judgesAHintByTheLookBeforeIt(Origin origin, String outcome, int seconds, String expected)
            throws InterruptedException {
        lookedAt(origin, outcome);
        List<Held> admitted = admit(START.plusSeconds(seconds), PATH);
        boolean left = expected.equals("left");
        assertThat(admitted)
                .extracting(held -> held.task().origin().name())
                .isEqualTo(left ? List.of() : List.of(expected));
        // Nothing of it was proven to be ours.
        assertThat(meters.counter("caravan.settle.echoes").count()).isZero();
        assertThat(meters.get("caravan.settle.again").gauge().value())
                .isEqualTo(origin == Origin.WALK || origin == Origin.WALKED ? 0 : 1);
        assertThat(ticket.holders()).isEqualTo(left ? 1 : 2);
    }

    /** Where no canaries tell, each of our looks would ask for the next one. */
    @Test
    void leavesAHintToTheLooksThatComeAnywayOnceALookInDoubtHasFoundNothing() throws InterruptedException {
        for (Origin origin : List.of(Origin.HINT, Origin.AGAIN)) {
            lookedAt(origin, "in sync");
            assertThat(admit(START, PATH)).as("after " + origin).hasSize(1);
        }
        lookedAt(Origin.RECHECK, "in sync");
        lookedAt(Origin.AGAIN, "in sync");
        int before = ticket.holders();
        assertThat(admit(START, PATH)).isEmpty();
        assertThat(ticket.holders()).isEqualTo(before);
        assertThat(settle.putOff()).extracting(held -> held.task().path()).containsExactly(PATH);
        assertThat(admit(START, new RelativePath("a/unknown"))).hasSize(1);
        lookedAt(Origin.AGAIN, "applied");
        assertThat(admit(START, PATH)).as("after a change").hasSize(1);
    }

    @Test
    void looksAgainLaterAndLaterAtWhatDoesNotChange() {
        lookedAt(Origin.HINT, "in sync");
        List<Long> quietPeriods = new ArrayList<>();
        long before = 0;
        for (long second = 0; second <= 31 * QUIET.toSeconds(); second += 60) {
            clock.set(START.plusSeconds(second));
            for (Task task : settle.lookAgain()) {
                assertThat(task.origin()).isEqualTo(Origin.AGAIN);
                assertThat(task.ticket()).isSameAs(Ticket.NONE);
                quietPeriods.add((second - before) / QUIET.toSeconds());
                before = second;
                settle.done(new Verdict.InSync(task, new Look(clock.instant(), clock.instant())));
            }
        }
        assertThat(quietPeriods).containsExactly(1L, 2L, 4L, 8L, 16L);
    }

    @Test
    void looksAgainSoonAtWhatHasChanged() {
        lookedAt(Origin.HINT, "in sync");
        lookedAt(Origin.AGAIN, "in sync");
        lookedAt(Origin.AGAIN, "in sync");
        lookedAt(Origin.AGAIN, "applied");
        clock.advance(QUIET);
        assertThat(settle.lookAgain()).extracting(Task::path).containsExactly(PATH);
    }

    @Test
    void doesNotLookAgainForWhatIsNowhere() {
        lookedAt(Origin.HINT, "in sync");
        settle.done(Verdict.InSync.nowhere(new Task(PATH, Ticket.NONE, START, Origin.AGAIN, 0), look()));
        assertThat(settle.putOff()).isEmpty();
    }

    @Test
    void takesAHintDuringALookForACandidateBeforeTheLookHasComeToAnything() throws InterruptedException {
        settle.looked(PATH, new Look(START, START));
        assertThat(admit(START, PATH).get(0).task().origin()).isEqualTo(Origin.RECHECK);
    }

    @Test
    void findsAWriteThatHidBehindTheEchoOfAWalk() throws InterruptedException {
        lookedAt(Origin.WALK, "in sync");
        // The write comes five seconds after the look; its hint and the look's echo cannot be told apart.
        List<Held> admitted = admit(START.plusSeconds(5), PATH);
        assertThat(admitted).hasSize(1);
        assertThat(admitted.get(0).due()).isEqualTo(START.plus(QUIET));
    }

    @Test
    void holdsTheDirectoryThatHasAnotherTimeThoughItsEntryIsInSync() {
        assertThat(settle.done(new Verdict.InSync(task(Origin.HINT, 0), look()).inOtherDirectory()))
                .extracting(held -> held.task().path())
                .containsExactly(PARENT);
    }

    @ParameterizedTest
    @CsvSource({"12000, false", "12001, true", "119999, true"})
    void looksOnceMoreWhereAHintCameLateInItsHold(long millis, boolean again) throws InterruptedException {
        List<Held> held = admit(START, PATH);
        hold(held);
        clock.set(START.plusMillis(millis));
        assertThat(admit(clock.instant(), PATH)).isEmpty();
        clock.set(START.plus(QUIET));
        Task task = settle.due(held.get(0));

        // What the hint told of may not have happened yet.
        List<Held> follow = settle.done(new Verdict.InSync(task, look()));
        assertThat(follow).hasSize(again ? 1 : 0);
        assertThat(follow)
                .allSatisfy(held2 -> assertThat(held2.due())
                        .isEqualTo(START.plusMillis(millis).plus(QUIET)));
        assertThat(ticket.holders()).isEqualTo(again ? 2 : 1);
    }

    @Test
    void takesAHintForNewsOnceTheTaskOnHoldWasTaken() throws InterruptedException {
        List<Held> held = admit(START, PATH);
        hold(held);
        settle.due(held.get(0));
        assertThat(admit(START, PATH)).hasSize(1);
    }

    @Test
    void holdsTheDirectoryWhoseTimeARenameChanged() {
        List<Held> follow = settle.done(new Verdict.Applied(task(Origin.HINT, 0), look(), true));
        assertThat(follow)
                .extracting(Held::task, Held::due)
                .containsExactly(tuple(new Task(PARENT, ticket, START, Origin.HINT, 0), START.plus(QUIET)));
        // The task's own hold has passed to the directory.
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "HINT,    0, true,  true",
        "RECHECK, 0, true,  true",
        "HINT,    0, false, false",
        // The walk sets the times of its directories itself, but not for what came later.
        "WALK,    0, true,  false",
        "WALK,    1, true,  true",
        "WALKED,  0, false, false",
    })
    void holdsADirectoryAgainOnlyWhereSomebodyHasTo(Origin origin, int waits, boolean renamed, boolean expected) {
        Task task = task(origin, 0);
        for (int wait = 0; wait < waits; wait++) {
            task = settle.again(new Verdict.Wait(task, look(), START, false, "young"))
                    .task();
        }
        assertThat(settle.done(new Verdict.Applied(task, look(), renamed))).hasSize(expected ? 1 : 0);
        assertThat(ticket.holders()).isEqualTo(expected ? 1 : 0);
    }

    @Test
    void holdsNothingAboveTheRoot() {
        Task root = new Task(RelativePath.ROOT, ticket, START, Origin.HINT, 0);
        assertThat(settle.done(new Verdict.Applied(root, look(), true))).isEmpty();
        assertThat(ticket.holders()).isZero();
    }

    @Test
    void leavesADirectoryThatIsHeldAlreadyAsItIs() throws InterruptedException {
        hold(admit(START, PARENT));
        clock.advance(Duration.ofSeconds(10));
        assertThat(settle.done(new Verdict.Applied(task(Origin.HINT, 0), look(), true)))
                .isEmpty();
        assertThat(hold.find(PARENT).due()).isEqualTo(START.plus(QUIET));
    }

    @Test
    void holdsAgainWhatWasTooYoung() {
        Instant until = START.plusSeconds(33);
        assertThat(settle.again(Verdict.Wait.lasting(task(Origin.RECHECK, 2), look(), until, "young")))
                .extracting(Held::task, Held::due)
                .containsExactly(new Task(PATH, ticket, START, Origin.RECHECK, 3), until);
        assertThat(settle.hotPaths()).isEmpty();
    }

    /** The walk has passed: nothing below the entry, should it be a directory by then, is walked unless its look says so. */
    @ParameterizedTest
    @EnumSource(
            value = Origin.class,
            names = {"WALK", "WALKED"})
    void looksLikeAHintAtWhatTheWalkLeftWaiting(Origin origin) {
        assertThat(settle.again(new Verdict.Wait(task(origin, 0), look(), START, false, "young"))
                        .task()
                        .origin())
                .isEqualTo(Origin.HINT);
    }

    @Test
    void listsAFileAsHotUntilItIsQuiet() {
        clock.advance(Duration.ofMinutes(20));
        Held again = settle.again(new Verdict.Wait(task(Origin.HINT, 4), look(), START, true, "never became quiet"));
        assertThat(settle.hotPaths()).containsExactly(PATH);
        assertThat(meters.get("caravan.settle.hot").gauge().value()).isEqualTo(1);
        // Put off anew, by the full time.
        assertThat(again.task().heldSince()).isEqualTo(clock.instant());

        settle.done(new Verdict.InSync(again.task(), look()));
        assertThat(settle.hotPaths()).isEmpty();
    }

    @Test
    void holdsTheDirectoryOfAHotFileOnceTheFileIsQuiet() {
        Held again = settle.again(new Verdict.Wait(task(Origin.HINT, 4), look(), START, true, "never became quiet"));
        assertThat(settle.done(new Verdict.InSync(again.task(), look())))
                .extracting(held -> held.task().path())
                .containsExactly(PARENT);
    }

    @Test
    void givesEachPathOfABatchItsOwnHoldOnTheTicket() throws InterruptedException {
        List<Held> admitted = admit(START, PATH, PATH, PARENT);
        assertThat(ticket.holders()).isEqualTo(1 + admitted.size());
        hold(admitted);
        // Two of one path become one.
        assertThat(ticket.holders()).isEqualTo(3);
        ticket.release();
        clock.advance(QUIET);
        for (RelativePath path : List.of(PATH, PARENT)) {
            Task due = settle.due(hold.find(path));
            hold.remove(context, path.key(), new DefaultExchange(context));
            settle.done(new Verdict.InSync(due, look()));
        }
        assertThat(ticket.holders()).isZero();
        assertThat(meters.get("caravan.settle.held").gauge().value()).isZero();
    }

    private void lookedAt(Origin origin, String outcome) {
        Task task = new Task(PATH, Ticket.NONE, START, origin, 0);
        settle.looked(PATH, look());
        settle.done(
                switch (outcome) {
                    case "in sync" -> new Verdict.InSync(task, look());
                    case "applied" -> new Verdict.Applied(task, look(), false);
                    case "skipped" -> new Verdict.Skipped(task, look(), "is a fifo");
                    default -> throw new IllegalArgumentException(outcome);
                });
    }

    private Task task(Origin origin, int waits) {
        return new Task(PATH, ticket, START, origin, waits);
    }

    private static Look look() {
        return new Look(START, START);
    }

    private List<Held> admit(Instant seen, RelativePath... paths) throws InterruptedException {
        return settle.admit(batch(seen, ticket, paths));
    }

    private static HintBatch batch(Instant seen, Ticket ticket, RelativePath... paths) {
        return new HintBatch(
                Arrays.stream(paths)
                        .<Hint>map(path -> new Hint.Named(path, seen))
                        .toList(),
                ticket);
    }

    /** As the aggregator does it. */
    private void hold(List<Held> admitted) {
        for (Held held : admitted) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(held);
            Exchange merged = hold.aggregate(hold.get(context, held.key()), exchange);
            hold.add(context, held.key(), merged);
        }
    }

    @Test
    void givesUpWhatComesToTheSameAgainAndAgain() {
        Task task = task(Origin.HINT, 0);
        for (int round = 0; round < 10; round++) {
            task = settle.again(new Verdict.Wait(task, look(), START, false, "its directory is being replaced"))
                    .task();
        }
        Verdict.Wait last = new Verdict.Wait(task, look(), START, false, "its directory is being replaced");
        assertThatThrownBy(() -> settle.again(last))
                .hasMessage("came to the same 10 times, and no further: its directory is being replaced");
        // What happens by itself may take as long as it takes, and what was before counts no more.
        Verdict.Wait lasting = Verdict.Wait.lasting(task, look(), START, "the source is not there");
        assertThat(settle.again(lasting).task().rounds()).isZero();
    }

    @Test
    void endsNoTaskThatIsStillToBeCarriedOut() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Verdict apply = new Verdict.Apply(task(Origin.HINT, 0), look(), Entries.file(), Optional.empty(), false);
        Custody.take(exchange, apply.task());
        assertThatThrownBy(() -> settle.done(apply, exchange)).hasMessageContaining("is APPLY still");
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(settle.end(new Batch(List.of(apply), () -> {}), exchange)).isEmpty();
        assertThat(Custody.end(exchange, apply.task())).isTrue();
    }

    @Test
    void givesNoTicketBackForATaskThatWasEndedBefore() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Task task = task(Origin.HINT, 0);
        Custody.take(exchange, task);
        Verdict done = new Verdict.Applied(task, look(), true);
        settle.done(done, exchange);
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(settle.done(done, exchange))
                .allSatisfy(held -> assertThat(held.task().ticket()).isSameAs(Ticket.NONE));
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void looksByItselfAtADirectoryThatWentWhileItWasWalked() {
        Verdict walk = new Verdict.Walk(task(Origin.WALKED, 0), look(), PATH);
        assertThat(settle.end(new Batch(List.of(walk), () -> {}), new DefaultExchange(new DefaultCamelContext())))
                .extracting(held -> held.task().origin())
                .containsExactly(Origin.HINT);
    }

    @Test
    void endsABatchAndHoldsWhatHasToWait() {
        Task done = new Task(PATH, ticket, START, Origin.WALK, 0);
        Task young = new Task(new RelativePath("a/young"), ticket, START, Origin.WALK, 0);
        Task linked = new Task(new RelativePath("a/linked"), ticket, START, Origin.WALK, 0);
        ticket.retain();
        ticket.retain();
        ticket.retain();
        Look look = new Look(START, START);
        List<Verdict> verdicts = List.of(
                new Verdict.Applied(done, look, true),
                new Verdict.Wait(young, look, START.plusSeconds(30), false, "young"),
                new Verdict.Applied(linked, look, true, List.of(new RelativePath("z/twin"))));
        int[] ended = {0};
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        List<Held> held = settle.end(new Batch(verdicts, () -> ended[0]++), exchange);
        assertThat(held)
                .extracting(
                        each -> each.task().path().latin1(), each -> each.task().origin(), Held::due)
                .containsExactly(
                        tuple("a/young", Origin.HINT, START.plusSeconds(30)),
                        tuple("z/twin", Origin.HINT, START.plus(QUIET)));
        // The feed's, that of the one which waits, and that of the twin.
        assertThat(ticket.holders()).isEqualTo(3);
        assertThat(ended[0]).isEqualTo(1);
    }
}
