package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.Hint;
import dev.caravan.change.Look;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells somebody else's hints from the echoes of our own looks, where there is proof.
 *
 * <p>Where canaries come out of the log, every look at a single entry lies between two of them, and a hint outside of
 * them is news. A walk's looks have no canaries, and some clients log none: then only the times say which hints are in
 * doubt. Called in the order of the log by one thread at a time, except for {@link #looked}, which is thread-safe.
 */
final class Doubts {
    private final Echoes echoes;
    private final Canaries canaries;
    private final Supplier<Heartbeat.Shown> shown;
    private final Counter dropped;
    private final Clock clock;
    private final Brackets brackets = new Brackets();

    /** The verdict on a hint. */
    enum Judgement {
        /** Somebody else's. */
        NEWS,
        /** In doubt: perhaps the echo of a look at this path. */
        DOUBT,
        /** In doubt: perhaps the echo of a look at something below this path. */
        DOUBT_BELOW,
        /** Set aside within a bracket, and judged when that closes. */
        PUT_BY
    }

    /**
     * Begins with no looks.
     *
     * @param shown whether canaries come out of the log
     * @param dropped counts the hints that were proven to be ours
     */
    Doubts(Echoes echoes, Canaries canaries, Supplier<Heartbeat.Shown> shown, Counter dropped, Clock clock) {
        this.echoes = echoes;
        this.canaries = canaries;
        this.shown = shown;
        this.dropped = dropped;
        this.clock = clock;
    }

    /** Records a look of ours at this path. */
    void looked(RelativePath path, Look look) {
        echoes.looked(path, look);
    }

    /** True where a look at the hint's path began at that moment or later, and by its time the hint may be an echo. */
    boolean mayBeEchoOfLookSince(Hint.Named hint, Instant moment) {
        return echoes.wasLookedAtSince(hint.path(), moment)
                && echoes.judge(hint.path(), hint.seen(), false) != Echoes.Of.NOTHING;
    }

    /** Judges a hint. A hint that is set aside retains the ticket. */
    synchronized Judgement judge(Hint.Named hint, Ticket ticket) {
        if (brackets.putBy(hint, ticket)) {
            return Judgement.PUT_BY;
        }
        if (brackets.areOpenBelow(hint.path())) {
            return Judgement.DOUBT_BELOW;
        }
        boolean bracketsTell = shown.get() == Heartbeat.Shown.YES;
        return switch (echoes.judge(hint.path(), hint.seen(), bracketsTell)) {
            case NOTHING -> Judgement.NEWS;
            case A_LOOK -> Judgement.DOUBT;
            case A_LOOK_BELOW -> Judgement.DOUBT_BELOW;
        };
    }

    /**
     * Takes a canary that came out of the log. Returns the hints that were set aside in the bracket that it closes,
     * unless they are proven to be ours.
     */
    synchronized Optional<Brackets.Judged> heard(RelativePath canary) {
        Instant now = clock.instant();
        return canaries.sighting(canary)
                .flatMap(sighting -> brackets.heard(sighting, now))
                .filter(this::isNotOurs);
    }

    private boolean isNotOurs(Brackets.Judged judged) {
        if (judged.outcome() != Brackets.Outcome.OURS) {
            return true;
        }
        dropped.increment();
        judged.ticket().release();
        return false;
    }

    /** Returns the hints that were set aside for a closing canary that was lost. */
    synchronized List<Brackets.Judged> lost() {
        return brackets.lost(clock.instant());
    }
}
