package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.settle.Doubts.Judgement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes in the hints that come out of the log, in the log's order. It decides which are held, which are left to a look
 * that is due anyway, and which are proven to be echoes of our own looks; and it notes the heartbeats among them.
 *
 * <p>Called by the feed's thread, except for {@link #looked}, {@link #heartbeat} and the
 * queries, which are thread-safe.
 */
final class Intake {
    private final Hold hold;
    private final Optional<Doubts> doubts;
    private final LookAgain lookAgain;
    private final Optional<LogWatch> log;
    private final Optional<NameCacheProbe> probe;
    private final OtherLogs others;
    private final Exclusions exclusions;
    private final Freeze freeze;
    private final Clock clock;
    private final Duration leastAge;
    private final Counter hints;

    /**
     * See {@link Settle}. {@code leastAge}: a hint that is at least this much older than the look needs no later one.
     */
    Intake(
            Hold hold,
            Exclusions exclusions,
            Freeze freeze,
            Duration leastAge,
            Settle.Options options,
            String feed,
            Optional<Canaries> canaries,
            Optional<LoggedMount> mount,
            OtherHosts others,
            LookAgain lookAgain,
            Gap.Recorder gaps,
            Clock clock,
            MeterRegistry meters) {
        this.hold = hold;
        this.exclusions = exclusions;
        this.freeze = freeze;
        this.leastAge = leastAge;
        this.lookAgain = lookAgain;
        this.clock = clock;
        Canaries ours = canaries.orElseGet(Canaries::new);
        probe = mount.map(at -> new NameCacheProbe(at, ours));
        log = mount.map(at -> new LogWatch(feed, ours, at, options.heartbeat(), gaps, probe, clock));
        this.others = new OtherLogs(others, ours, options.heartbeat(), gaps, clock);
        Echoes echoes = new Echoes(options.echo(), () -> log.map(LogWatch::skew).orElse(Duration.ZERO));
        Counter dropped = meters.counter("caravan.settle.echoes");
        doubts = canaries.map(brackets -> new Doubts(echoes, brackets, this::shown, dropped, clock));
        hints = meters.counter("caravan.settle.hints");
    }

    /** See {@link Settle#admit}. */
    List<Held> admit(HintBatch batch) throws InterruptedException {
        hold.awaitRoom();
        return admitAtOnce(batch);
    }

    /** See {@link Settle#admitAtOnce}. */
    List<Held> admitAtOnce(HintBatch batch) {
        hints.increment(batch.hints().size());
        List<Held> admitted = new ArrayList<>();
        Instant now = clock.instant();
        List<Hint> all = batch.hints();
        // One loop for all lookups: the processor then overlaps their cache misses.
        Held[] already = new Held[all.size()];
        for (int i = 0; i < already.length; i++) {
            already[i] = hold.find(((Hint.Named) all.get(i)).path());
        }
        boolean isOurs = !others.hold(batch.feed());
        if (isOurs) {
            log.ifPresent(watch -> watch.told(all.size()));
        } else {
            others.told(batch.feed(), all.size());
        }
        for (int i = 0; i < already.length; i++) {
            Hint.Named hint = (Hint.Named) all.get(i);
            if (isOurs && probe.isPresent() && probe.get().isListening()) {
                probe.get().told(hint.path());
            }
            Optional<Held> held = Optional.ofNullable(already[i])
                    .filter(task -> task.isOnHold() && task.task().ticket().covers(batch.ticket()));
            if (held.isPresent() && isTakenCareOf(held.get(), now)) {
                continue;
            }
            if (Canaries.is(hint.path())) {
                if (isOurs) {
                    heard(hint, now, admitted);
                } else {
                    others.heard(batch.feed(), hint.path(), hint.seen());
                }
            } else if (!exclusions.match(hint.path())) {
                (isOurs ? take(hint, held, batch.ticket(), now) : takeNews(hint, held, batch.ticket(), now))
                        .ifPresent(admitted::add);
            }
        }
        if (isOurs) {
            putByForNothing(now, admitted);
        }
        return admitted;
    }

    private void heard(Hint.Named canary, Instant now, List<Held> admitted) {
        log.ifPresent(watch -> watch.heard(canary.path(), canary.seen()));
        doubts.flatMap(all -> all.heard(canary.path()))
                .flatMap(judged -> hold(judged, now))
                .ifPresent(admitted::add);
    }

    private void putByForNothing(Instant now, List<Held> admitted) {
        doubts.map(Doubts::lost)
                .orElse(List.of())
                .forEach(judged -> hold(judged, now).ifPresent(admitted::add));
    }

    /**
     * Holds the hint's path unless that is not needed. A path that is held already notes the hint, unless the hint is
     * an echo, which would ask for one more look with an echo of its own.
     */
    private Optional<Held> take(Hint.Named hint, Optional<Held> already, Ticket ticket, Instant now) {
        Judgement judgement = doubts.map(all -> all.judge(hint, ticket)).orElse(Judgement.NEWS);
        if (judgement == Judgement.PUT_BY || leaveToThaw(hint) || isLeftToLaterLooks(hint.path(), judgement)) {
            return Optional.empty();
        }
        return take(hint, already, judgement, ticket, now);
    }

    /** As {@link #take}, for a hint that is no echo: it came out of another host's log. */
    private Optional<Held> takeNews(Hint.Named hint, Optional<Held> already, Ticket ticket, Instant now) {
        return take(hint, already, Judgement.NEWS, ticket, now);
    }

    private Optional<Held> take(
            Hint.Named hint, Optional<Held> already, Judgement judgement, Ticket ticket, Instant now) {
        if (already.isPresent() && already.get().hintedAgain(now.toEpochMilli())) {
            return Optional.empty();
        }
        ticket.retain();
        return Optional.of(hold(hint, ticket, judgement == Judgement.NEWS, now));
    }

    /**
     * Leaves a hint out during a freeze where it may be the echo of a look of ours since the freeze began: to look
     * again at once would leave the next echo, without end. The path is then looked at again soon, in case the source
     * was not frozen after all. Returns whether it was left out.
     */
    private boolean leaveToThaw(Hint.Named hint) {
        Optional<Instant> frozen = freeze.since();
        boolean isKnown = frozen.isPresent()
                && doubts.map(all -> all.mayBeEchoOfLookSince(hint, frozen.get()))
                        .orElse(false);
        if (isKnown) {
            lookAgain.soon(hint.path());
        }
        return isKnown;
    }

    /** True where a hint in doubt needs no look of its own, since its path is looked at again anyway. */
    private boolean isLeftToLaterLooks(RelativePath path, Judgement judgement) {
        return switch (judgement) {
            case NEWS, PUT_BY -> false;
            case DOUBT -> lookAgain.takesDoubt(path);
            case DOUBT_BELOW -> lookAgain.takesDoubtBelow(path);
        };
    }

    /** Holds a hint that was set aside and is not proven to be ours. Its ticket passes to the task, or is released. */
    private Optional<Held> hold(Brackets.Judged judged, Instant now) {
        boolean isNews = judged.outcome() == Brackets.Outcome.NEWS;
        Judgement judgement = isNews ? Judgement.NEWS : Judgement.DOUBT;
        if (leaveToThaw(judged.hint()) || isLeftToLaterLooks(judged.hint().path(), judgement)) {
            judged.ticket().release();
            return Optional.empty();
        }
        return Optional.of(hold(judged.hint(), judged.ticket(), isNews, now));
    }

    private Held hold(Hint.Named hint, Ticket ticket, boolean isNews, Instant now) {
        Origin origin = isNews ? Origin.HINT : Origin.RECHECK;
        Task task = new Task(hint.path(), hint.directoryInode(), ticket, now, origin, 0, Optional.empty());
        return new Held(task, now.plus(freeze.quiet()), now);
    }

    /**
     * True where the hint needs nothing but the look that is due anyway, or the one after it. Nearly
     * all hints end here.
     */
    private boolean isTakenCareOf(Held held, Instant now) {
        return held.isDueAfter(now.toEpochMilli(), leastAge.toMillis())
                || (held.hasLateHint(leastAge.toMillis()) && held.hintedAgain(now.toEpochMilli()));
    }

    /** Records a look of ours at this path. */
    void looked(RelativePath path, Look look) {
        if (doubts.isPresent() && !Canaries.is(path)) {
            doubts.get().looked(path, look);
        }
    }

    /** See {@link Settle#heartbeat}. */
    List<Held> heartbeat() {
        log.ifPresent(LogWatch::tick);
        others.tick();
        List<Held> held = new ArrayList<>();
        putByForNothing(clock.instant(), held);
        return held;
    }

    private Heartbeat.Shown shown() {
        return log.map(LogWatch::shown).orElse(Heartbeat.Shown.UNKNOWN);
    }

    /** See {@link Settle#log}. */
    Heartbeat log() {
        return others.and(log);
    }

    /** Why the log does not tell everything; see {@link Settle#distrust}. */
    Optional<String> distrust() {
        if (log.map(LogWatch::isSilent).orElse(false)) {
            return Optional.of("the log is silent");
        }
        Optional<String> other = others.distrust();
        if (other.isPresent()) {
            return other;
        }
        if (probe.map(NameCacheProbe::areLookupsMissed).orElse(false)) {
            return Optional.of("the source's client keeps names in mind, so that not every access is logged");
        }
        return lookAgain
                .forgot()
                .map(at ->
                        "at " + at + " more paths had to be looked at again than caravan.settle.max-look-again-paths");
    }

    /** The logs of other hosts. */
    OtherLogs others() {
        return others;
    }

    /** See {@link Settle#life}. */
    String life(String feed) {
        return others.life(feed);
    }

    /** See {@link Settle#echoes}. */
    String echoes() {
        if (doubts.isEmpty()) {
            return log.isPresent()
                    ? "none: our looks are not in the log, or told by its process ids"
                    : others.areAny() ? "none: only logs of other hosts are followed" : "no log is followed";
        }
        return switch (shown()) {
            case YES -> "told by canaries";
            case NO -> "not told apart: this client logs no canaries, so paths are looked at again";
            case UNKNOWN -> "not told apart yet: no canary has come out of the log";
        };
    }
}
