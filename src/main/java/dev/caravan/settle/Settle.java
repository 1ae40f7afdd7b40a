package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Exclusions;
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
    private final Duration quiet;
    private final Clock clock;
    private final Set<RelativePath> hot = ConcurrentHashMap.newKeySet();
    private final Counter dropped;
    private final Counter hints;

    /**
     * Settles into this hold.
     *
     * @param quiet how long a path is held from its first hint
     * @param echo how long after a look its echo may be logged
     * @param canaries those that bracket the re-checks; empty where our looks are not logged, or not as hints
     */
    public Settle(
            Hold hold,
            Exclusions exclusions,
            Duration quiet,
            Duration echo,
            Optional<Canaries> canaries,
            Clock clock,
            MeterRegistry meters) {
        this.hold = hold;
        this.echoes = new Echoes(echo, canaries);
        this.exclusions = exclusions;
        this.quiet = quiet;
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
        for (Hint hint : batch.hints()) {
            RelativePath path = ((Hint.Named) hint).path();
            if (Canaries.is(path)) {
                echoes.heard(path);
                continue;
            }
            Held held = admit(path, hint.seen(), batch.ticket());
            if (held != null) {
                admitted.add(held);
            }
        }
        return admitted;
    }

    private Held admit(RelativePath path, Instant seen, Ticket ticket) {
        Held already = hold.find(path);
        if (already != null && already.task().ticket().covers(ticket)) {
            return null;
        }
        if (exclusions.match(path)) {
            return null;
        }
        Echoes.Judgement judgement = already != null ? Echoes.Judgement.NEWS : echoes.judge(path, seen);
        if (judgement == Echoes.Judgement.ECHO) {
            dropped.increment();
            return null;
        }
        ticket.retain();
        Origin origin = judgement == Echoes.Judgement.CANDIDATE ? Origin.RECHECK : Origin.HINT;
        Instant now = clock.instant();
        return new Held(new Task(path, ticket, now, origin, 0), now.plus(quiet));
    }

    /** The task that is due. */
    public Task due(Held held) {
        return held.task();
    }

    /**
     * Holds what was too young or too busy. The walk does not wait for it: what it turns out to be, a directory perhaps, is for
     * its own look to find.
     */
    public Held again(Verdict.Wait wait) {
        Task task = wait.task();
        if (task.origin() == Origin.WALK || task.origin() == Origin.WALKED) {
            task = new Task(task.path(), task.ticket(), task.heldSince(), Origin.HINT, task.waits());
        }
        if (wait.hot()) {
            hot.add(task.path());
            task = new Task(task.path(), task.ticket(), clock.instant(), Origin.HINT, 0);
        }
        return new Held(task.waited(), wait.until());
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
        boolean renamed = hot.remove(path) || (verdict instanceof Verdict.Applied applied && applied.renamed());
        boolean changed = !(verdict instanceof Verdict.InSync || verdict instanceof Verdict.Skipped);
        if (!changed && task.origin() == Origin.RECHECK) {
            echoes.recheckedUnchanged(path, verdict.look());
        } else {
            echoes.looked(path, verdict.look());
        }
        List<Held> follow = renamed ? holdParent(task) : List.of();
        task.ticket().release();
        return follow;
    }

    /** The target's directory has a new time now; the walk sets the times of its directories itself. */
    private List<Held> holdParent(Task task) {
        RelativePath parent = task.path().parent();
        Held already = hold.find(parent);
        if (task.origin() == Origin.WALK
                || task.path().isRoot()
                || (already != null && already.task().ticket().covers(task.ticket()))) {
            return List.of();
        }
        task.ticket().retain();
        Instant now = clock.instant();
        return List.of(new Held(new Task(parent, task.ticket(), now, Origin.HINT, 0), now.plus(quiet)));
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
