package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.testing.CountedTicket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hint for a path that is held already. */
class HeldPathTest extends SettleFixture {
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
}
