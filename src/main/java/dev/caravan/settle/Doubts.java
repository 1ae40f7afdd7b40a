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
 * Tells hints from the echoes of our own looks, as far as there is proof.
 *
 * <p>Where canaries come out of the log, every look at a single entry stands between two of them, and what the log says outside of
 * them is news. The looks of a walk have none, and some clients log no canaries: then the time tells which hints are in doubt.
 * Called in the order of the log, but {@link #looked}, which any thread may call.
 */
final class Doubts {
    private final Echoes echoes;
    private final Canaries canaries;
    private final Supplier<Heartbeat.Shown> shown;
    private final Counter dropped;
    private final Clock clock;
    private final Brackets brackets = new Brackets();

    /** What a hint is. */
    enum Judgement {
        /** Not ours. */
        NEWS,
        /** Perhaps the echo of a look at this path. */
        DOUBT,
        /** Perhaps the echo of a look at something below this path. */
        DOUBT_BELOW,
        /** Within a bracket: it is judged when that closes. */
        PUT_BY
    }

    /**
     * No looks yet.
     *
     * @param shown whether canaries come out of the log
     * @param dropped counts what was proven to be ours
     */
    Doubts(Echoes echoes, Canaries canaries, Supplier<Heartbeat.Shown> shown, Counter dropped, Clock clock) {
        this.echoes = echoes;
        this.canaries = canaries;
        this.shown = shown;
        this.dropped = dropped;
        this.clock = clock;
    }

    /** We looked at this path. */
    void looked(RelativePath path, Look look) {
        echoes.looked(path, look);
    }

    /** True where a look at the hint's path began at that moment or later, and the hint may be an echo by its time alone. */
    boolean mayBeEchoOfLookSince(Hint.Named hint, Instant moment) {
        return echoes.wasLookedAtSince(hint.path(), moment)
                && echoes.judge(hint.path(), hint.seen(), false) != Echoes.Of.NOTHING;
    }

    /** Judges a hint; one that is put by keeps a hold on the ticket. */
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

    /** The log has come to a canary; what was put by and is not proven to be ours. */
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

    /** What was put by for a canary that does not come any more. */
    synchronized List<Brackets.Judged> lost() {
        return brackets.lost(clock.instant());
    }
}
