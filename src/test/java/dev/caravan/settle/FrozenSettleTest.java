package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is held, and until when, while nobody writes to the source. */
class FrozenSettleTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final RelativePath PATH = new RelativePath("a/b");
    private static final RelativePath PARENT = new RelativePath("a");

    private final SettableClock clock = new SettableClock(START);
    private final Freeze freeze = new Freeze(QUIET);
    private final ChangedPaths changed = new ChangedPaths(clock);
    private final Settle settle = new Settle(
            new Hold(clock, 100),
            Exclusions.of(""),
            freeze,
            new Settle.Options(Duration.ofSeconds(10), Duration.ofHours(24), 100, Duration.ofMinutes(1)),
            "client-log",
            Optional.empty(),
            Optional.empty(),
            OtherHosts.NONE,
            changed,
            gap -> {},
            clock,
            new SimpleMeterRegistry());
    private final CountedTicket ticket = new CountedTicket(1);

    @Test
    void holdsNothingAnyLonger() throws InterruptedException {
        freeze.begin(START);
        assertThat(admit().due()).isEqualTo(START);
        assertThat(settle.done(new Verdict.Applied(task(), look(), true)))
                .extracting(held -> held.task().path(), Held::due)
                .containsExactly(tuple(PARENT, START));
    }

    @Test
    void holdsWhatSomebodyWishesToBeLookedAtThoughItWasLookedAtJustNow() {
        settle.looked(PATH, look());
        assertThat(settle.ask(PATH).due()).isEqualTo(START.plus(QUIET));
        freeze.begin(START);
        Held asked = settle.ask(PATH);
        assertThat(asked.due()).isEqualTo(START);
        assertThat(asked.task().origin()).isEqualTo(Origin.HINT);
    }

    @Test
    void asksAgainSoonForWhatHasToWait() {
        freeze.begin(START);
        assertThat(again(START.plusSeconds(120))).isEqualTo(START.plusMillis(100));
        assertThat(again(START.plusMillis(1))).isEqualTo(START.plusMillis(1));
        settle.thaw();
        assertThat(again(START.plusSeconds(120))).isEqualTo(START.plusSeconds(120));
    }

    @Test
    void makesTheLookAfterALateHintOnlyIfTheFreezeIsNone() throws InterruptedException {
        freeze.begin(START);
        Task due = settle.due(admit());
        ticket.release();
        assertThat(settle.done(new Verdict.InSync(due, look()))).isEmpty();
        // A crash now would have to bring the hint again.
        assertThat(ticket.holders()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(30));
        List<Held> later = settle.thaw();
        assertThat(later).extracting(Held::due).containsExactly(START.plus(QUIET));
        assertThat(later).extracting(held -> held.task().path()).containsExactly(PATH);
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(settle.thaw()).isEmpty();
    }

    @Test
    void looksAgainAtWhatWasTakenYoungOnlyIfTheFreezeIsNone() {
        freeze.begin(START);
        freeze.tookYoung(PATH);
        assertThat(settle.done(new Verdict.Applied(task(), look(), false))).isEmpty();
        assertThat(settle.thaw())
                .extracting(held -> held.task().origin(), Held::due)
                .containsExactly(tuple(Origin.HINT, START.plus(QUIET)));
    }

    @Test
    void releasesWhatAFreezeToTheEndDoesNotNeed() throws InterruptedException {
        freeze.begin(START);
        Task due = settle.due(admit());
        ticket.release();
        settle.done(new Verdict.InSync(due, look()));
        settle.frozenForGood();
        assertThat(ticket.holders()).isZero();
        assertThat(settle.thaw()).isEmpty();
    }

    @Test
    void remembersWhatWasChanged() {
        settle.done(new Verdict.InSync(task(), look()));
        assertThat(changed.since(START)).contains(Set.of());
        settle.done(new Verdict.Applied(task(), look(), false));
        assertThat(changed.since(START)).contains(Set.of(PATH));
    }

    @Test
    void remembersAHotFileWhoseCopiesNeverEndedATask() {
        Task task = settle.again(new Verdict.Wait(task(), look(), START, true, "never became quiet"))
                .task();
        settle.done(new Verdict.InSync(task, look()));
        assertThat(changed.since(START)).contains(Set.of(PATH));
    }

    private Held admit() throws InterruptedException {
        List<Held> held = settle.admit(new HintBatch(List.of(new Hint.Named(PATH, START)), ticket));
        assertThat(held).hasSize(1);
        return held.get(0);
    }

    private Instant again(Instant until) {
        return settle.again(new Verdict.Wait(task(), look(), until, false, "busy"))
                .due();
    }

    private Task task() {
        ticket.retain();
        return new Task(PATH, ticket, START, Origin.HINT, 0);
    }

    private static Look look() {
        return new Look(START, START);
    }
}
