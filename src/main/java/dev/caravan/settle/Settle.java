package dev.caravan.settle;

import dev.caravan.change.Batch;
import dev.caravan.change.Canaries;
import dev.caravan.change.Exclusions;
import dev.caravan.change.Freeze;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what is held, until when, and what is dropped as the echo of our own looks.
 *
 * <p>Safe for any thread; {@link #admit} waits while the hold is full.
 */
public final class Settle implements Look.Listener {
    private final Hold hold;
    private final Echoes echoes;
    private final Exclusions exclusions;
    private final Freeze freeze;
    private final ChangedPaths changed;
    private final Deferred deferred;
    private final Clock clock;
    private final Duration leastAge;

    private final Set<RelativePath> hot = ConcurrentHashMap.newKeySet();
    private final Counter dropped;
    private final Counter hints;

    /**
     * Settles into this hold.
     *
     * @param freeze tells how long a path is held from its first hint
     * @param echo how long after a look its echo may be logged
     * @param canaries those that bracket the re-checks; empty where our looks are not logged, or not as hints
     * @param changed told of every path that was changed
     */
    public Settle(
            Hold hold,
            Exclusions exclusions,
            Freeze freeze,
            Duration echo,
            Optional<Canaries> canaries,
            ChangedPaths changed,
            Clock clock,
            MeterRegistry meters) {
        this.hold = hold;
        this.echoes = new Echoes(echo, canaries);
        this.exclusions = exclusions;
        this.freeze = freeze;
        this.changed = changed;
        deferred = new Deferred(freeze, clock);
        // A lookup comes a moment before the change that it is for, and in bursts: a tenth is left for the burst.
        leastAge = freeze.patience().multipliedBy(9).dividedBy(10);
        this.clock = clock;
        hints = meters.counter("caravan.settle.hints");
        dropped = meters.counter("caravan.settle.echoes");
        meters.gauge("caravan.settle.held", hold, Hold::size);
        meters.gauge("caravan.settle.hot", hot, Set::size);
    }

    /**
     * The hints of a batch that have to be held: those whose path is held already, is excluded, or was only looked at by us, are
     * gone.
     *
     * @throws InterruptedException if interrupted while the hold is full: the batch is not taken in
     */
    public List<Held> admit(HintBatch batch) throws InterruptedException {
        hold.awaitRoom();
        hints.increment(batch.hints().size());
        List<Held> admitted = new ArrayList<>();
        Instant now = clock.instant();
        List<Hint> all = batch.hints();
        // All at once: the processor finds several at a time.
        Held[] already = new Held[all.size()];
        for (int i = 0; i < already.length; i++) {
            already[i] = hold.find(((Hint.Named) all.get(i)).path());
        }
        for (int i = 0; i < already.length; i++) {
            Hint.Named hint = (Hint.Named) all.get(i);
            if (already[i] != null && isTakenCareOf(hint, already[i], batch.ticket(), now)) {
                continue;
            }
            if (Canaries.is(hint.path())) {
                echoes.heard(hint.path());
                continue;
            }
            Held held = toHold(hint, batch.ticket(), now);
            if (held != null) {
                admitted.add(held);
            }
        }
        return admitted;
    }

    private Held toHold(Hint.Named hint, Ticket ticket, Instant now) {
        RelativePath path = hint.path();
        if (exclusions.match(path)) {
            return null;
        }
        Echoes.Judgement judgement = echoes.judge(path, hint.seen());
        if (judgement == Echoes.Judgement.ECHO) {
            dropped.increment();
            return null;
        }
        ticket.retain();
        Origin origin = judgement == Echoes.Judgement.CANDIDATE ? Origin.RECHECK : Origin.HINT;
        Task task = new Task(path, hint.directoryInode(), ticket, now, origin, 0, Optional.empty());
        return new Held(task, now.plus(freeze.quiet()), now);
    }

    /** True where the look that is due anyway is all that the hint asks for, or its last hint is this one now. */
    private boolean isTakenCareOf(Hint.Named hint, Held held, Ticket ticket, Instant now) {
        return held.isOnHold()
                && held.task().ticket().covers(ticket)
                // Nearly all hints end here, without being judged.
                && (held.isDueAfter(now.toEpochMilli(), leastAge.toMillis())
                        || isEcho(hint.path(), hint.seen())
                        || held.hintedAgain(now.toEpochMilli()));
    }

    private boolean isEcho(RelativePath path, Instant seen) {
        boolean echo = echoes.judge(path, seen) == Echoes.Judgement.ECHO;
        if (echo) {
            dropped.increment();
        }
        return echo;
    }

    /** The task that is due. A hint that came late in its hold asks for another look when that hint is old enough. */
    public Task due(Held held) {
        Instant last = held.take();
        boolean late = last.plus(leastAge).isAfter(clock.instant());
        return late ? held.task().withLateHint(last) : held.task();
    }

    /**
     * Holds what was too young or too busy. The walk does not wait for it: what it turns out to be, a directory perhaps, is for
     * its own look to find.
     */
    public Held again(Verdict.Wait wait) {
        Task task = wait.task();
        Instant hinted = task.lateHint().orElse(wait.hot() ? clock.instant() : task.heldSince());
        if (task.origin() == Origin.WALK || task.origin() == Origin.WALKED) {
            task = task.with(Origin.HINT);
        }
        if (wait.hot()) {
            hot.add(task.path());
            task = task.anew(clock.instant());
        }
        return new Held(task.waited(), soonIfFrozen(wait.until()), hinted);
    }

    private Instant soonIfFrozen(Instant until) {
        // What was busy, or found the target full, is not asked about without a pause either.
        Instant soon = clock.instant().plus(Hold.MOMENT);
        return freeze.isOn() && soon.isBefore(until) ? soon : until;
    }

    /**
     * Ends a task: its ticket is released, and its look is remembered.
     *
     * @return what has to be held for its sake: the directory whose time it changed, or nothing
     */
    public List<Held> done(Verdict verdict) {
        Task task = verdict.task();
        RelativePath path = task.path();
        // Each copy of a hot file gave its directory a new time, and none of them came here.
        boolean wasHot = hot.remove(path);
        boolean directoryDiffers = wasHot
                || (verdict instanceof Verdict.Applied applied && applied.renamed())
                || (verdict instanceof Verdict.InSync inSync && inSync.directoryDiffers());
        if (wasHot || verdict instanceof Verdict.Applied) {
            changed.add(path);
        }
        boolean found = !(verdict instanceof Verdict.InSync || verdict instanceof Verdict.Skipped);
        if (!found && task.origin() == Origin.RECHECK) {
            echoes.recheckedUnchanged(path, verdict.look());
        } else {
            echoes.looked(path, verdict.look());
        }
        List<Held> follow = new ArrayList<>();
        // The target's directory has a new time now; the walk sets the times of its directories itself.
        if (directoryDiffers && task.origin() != Origin.WALK && !path.isRoot()) {
            holdToo(path.parent(), task, follow);
        }
        if (verdict instanceof Verdict.Applied applied) {
            // They have to become names of the new copy.
            applied.twins().forEach(twin -> holdToo(twin, task, follow));
        }
        deferred.after(task).ifPresent(follow::add);
        task.ticket().release();
        return follow;
    }

    /**
     * Ends the tasks of a batch, as {@link #done} does, and holds again what has to wait, as {@link #again} does.
     *
     * @return what has to be held
     */
    public List<Held> end(Batch batch) {
        List<Held> held = new ArrayList<>();
        for (Verdict verdict : batch.verdicts()) {
            if (verdict instanceof Verdict.Wait wait) {
                held.add(again(wait));
            } else {
                held.addAll(done(verdict));
            }
        }
        batch.ended().run();
        return held;
    }

    /** What has to be held so that somebody's wish for a look is met; no echo, and no other hint, stands in for it. */
    public Held ask(RelativePath path) {
        Instant now = clock.instant();
        return new Held(new Task(path, Ticket.NONE, now, Origin.HINT, 0), now.plus(freeze.quiet()), now);
    }

    /**
     * The source is not frozen, or not any more: what is put off no longer has to be held.
     *
     * @return what has to be held as well: what was looked at too soon for a source that people write to
     */
    public List<Held> thaw() {
        return deferred.thaw();
    }

    /** The source was frozen to the end, and nobody looks at it again. */
    public void frozenForGood() {
        deferred.drop();
    }

    /** Holds another path for this task's sake, unless it is held and its look comes late enough. */
    private void holdToo(RelativePath path, Task task, List<Held> follow) {
        Instant now = clock.instant();
        Held already = hold.find(path);
        boolean isHeld = already != null
                && already.task().ticket().covers(task.ticket())
                && already.hintedAgain(now.toEpochMilli());
        if (!isHeld) {
            task.ticket().retain();
            follow.add(new Held(new Task(path, task.ticket(), now, Origin.HINT, 0), now.plus(freeze.quiet()), now));
        }
    }

    /** Waits while the hold is full: a walk would only add to it. */
    public void awaitRoom() throws InterruptedException {
        hold.awaitRoom();
    }

    @Override
    public void looked(RelativePath path, Look look) {
        if (!Canaries.is(path)) {
            echoes.looked(path, look);
        }
    }

    /** The paths that never became quiet and are copied all the same; a snapshot. */
    public Set<RelativePath> hotPaths() {
        return Set.copyOf(hot);
    }
}
