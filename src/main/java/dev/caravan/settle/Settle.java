package dev.caravan.settle;

import dev.caravan.change.Batch;
import dev.caravan.change.Canaries;
import dev.caravan.change.Custody;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.StateFolder;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * Decides which paths are held and until when, which are looked at again later, and which hints are dropped as proven
 * echoes of our own looks.
 *
 * <p>Thread-safe. {@link #admit} waits while the hold is full, and is called in the order of the log.
 */
public final class Settle implements Look.Listener {
    /** Paths that are looked at again in one call, at most. */
    private static final int MOST_DUE = 1000;

    /** How often in a row a task may be held again for a reason that does not pass by itself. */
    private static final int MOST_ROUNDS = 10;

    /**
     * How long a directory is held at most whose times a copy has changed: until other copies in it are done, too. It
     * need not be quiet, since a directory is never half written.
     */
    private static final Duration DIRECTORY = Duration.ofSeconds(5);

    private final Hold hold;
    private final Intake intake;
    private final LookAgain lookAgain;
    private final Freeze freeze;
    private final ChangedPaths changed;
    private final Deferred deferred;
    private final Clock clock;
    private final Duration leastAge;

    /** Tasks that were dropped since another process has taken them over. */
    private final Counter lost;

    private final Set<RelativePath> hot = ConcurrentHashMap.newKeySet();

    /**
     * The settings of this stage.
     *
     * @param echo how long after a look its echo may be logged
     * @param longestAgain the longest interval between two looks at a path that a hint has named; zero: it
     *     is looked at once
     * @param mostAgain how many paths are kept to be looked at again
     * @param heartbeat the period of the log's heartbeats
     */
    public record Options(Duration echo, Duration longestAgain, int mostAgain, Duration heartbeat) {}

    /**
     * Creates the stage on this hold.
     *
     * @param freeze gives how long a path is held from its first hint
     * @param feed the log's name in gaps and messages
     * @param canaries the canaries that bracket looks at single entries; empty where our looks leave no hints
     * @param mount the mount whose client writes the log; empty where no log of it is followed
     * @param others the other hosts whose logs are followed
     * @param changed told of every path that was changed
     */
    public Settle(
            Hold hold,
            Exclusions exclusions,
            Freeze freeze,
            Options options,
            String feed,
            Optional<Canaries> canaries,
            Optional<LoggedMount> mount,
            OtherHosts others,
            ChangedPaths changed,
            Gap.Recorder gaps,
            Clock clock,
            MeterRegistry meters) {
        this.hold = hold;
        this.freeze = freeze;
        this.changed = changed;
        this.clock = clock;
        deferred = new Deferred(freeze, clock);
        // A lookup comes a moment before the change that it announces, and in bursts: a tenth of the period is
        // left for the burst.
        leastAge = freeze.patience().multipliedBy(9).dividedBy(10);
        boolean isNeeded = mount.filter(log -> !log.tellsChanges()).isPresent() || others.isAnyOfLookupsOnly();
        lookAgain = new LookAgain(
                freeze.patience(), isNeeded ? options.longestAgain() : Duration.ZERO, options.mostAgain(), gaps, clock);
        intake = new Intake(
                hold,
                exclusions,
                freeze,
                leastAge,
                options,
                feed,
                canaries,
                mount,
                others,
                lookAgain,
                gaps,
                clock,
                meters);
        lost = meters.counter("caravan.settle.lost");
        meters.gauge("caravan.settle.held", hold, Hold::size);
        meters.gauge("caravan.settle.hot", hot, Set::size);
        meters.gauge("caravan.settle.again", lookAgain, LookAgain::size);
    }

    /**
     * Returns the hints of a batch that have to be held. The others are done with: their path is held already, is
     * excluded, or was named by our own look.
     *
     * @throws InterruptedException if interrupted while the hold is full: no hint of the batch was taken in
     */
    public List<Held> admit(HintBatch batch, Exchange exchange) throws InterruptedException {
        return Custody.takeAll(exchange, admit(batch));
    }

    List<Held> admit(HintBatch batch) throws InterruptedException {
        return intake.admit(batch);
    }

    /**
     * As {@link #admit} for each of the batches, without a wait while the hold is full: for a feed whose thread has more to
     * do than to bring hints, and which stops bringing them by itself. A path that several of them name is held once.
     */
    public List<Held> admitAtOnce(List<HintBatch> batches, Exchange exchange) {
        return Custody.takeAll(exchange, admitAtOnce(batches));
    }

    List<Held> admitAtOnce(List<HintBatch> batches) {
        Map<RelativePath, Held> admitted = new LinkedHashMap<>();
        for (HintBatch batch : batches) {
            for (Held held : intake.admitAtOnce(batch)) {
                // As in the hold, where it is not yet.
                admitted.merge(held.task().path(), held, Held::merge);
            }
        }
        return List.copyOf(admitted.values());
    }

    /**
     * Sends a heartbeat through the log.
     *
     * @return the hints to hold that were set aside for canaries that were lost
     */
    public List<Held> heartbeat(Exchange exchange) {
        return Custody.takeAll(exchange, heartbeat());
    }

    List<Held> heartbeat() {
        return intake.heartbeat();
    }

    /** The log's heartbeats; {@link Heartbeat#NONE} where no log is followed. */
    public Heartbeat log() {
        return intake.log();
    }

    /** From now on a further host has to give signs of life through its log; none that is there already. */
    public void join(OtherHosts.Host host) {
        intake.others().join(host);
    }

    /** From now on nobody misses this host. */
    public void leave(String feed) {
        intake.others().leave(feed);
    }

    /**
     * A name that was looked up on a host that has joined has come out of its log, and all hints before it are on their way.
     *
     * @param seen its time, by the log's clock
     */
    public void heard(String feed, RelativePath name, Instant seen) {
        intake.others().heard(feed, name, seen);
    }

    /** How echoes of our own looks are told from other lookups, in a sentence for a person. */
    public String echoes() {
        return intake.echoes();
    }

    /** Whether the log of another host tells what happens there, in a few words for a person. */
    public String life(String feed) {
        return intake.life(feed);
    }

    /**
     * Why the log has not told everything that has to be looked at, in one sentence; empty where it has, as
     * far as is known.
     */
    public Optional<String> distrust() {
        return intake.distrust();
    }

    /**
     * Returns the task that is due. A hint that came late in its hold will need a second look, once it is old enough.
     */
    public Task due(Held held) {
        Instant last = held.take();
        boolean late = last.plus(leastAge).isAfter(clock.instant());
        return late ? held.task().withLateHint(last) : held.task();
    }

    /**
     * Holds a task again that was too young or too busy. A walk does not wait for it: the entry is left to a
     * look of its own.
     *
     * @throws IllegalStateException if the task has come to this too often in a row: it has failed
     */
    public Held again(Verdict.Wait wait) {
        Task task = wait.task();
        if (!wait.lasting() && task.rounds() >= MOST_ROUNDS) {
            throw new IllegalStateException(
                    "came to the same " + MOST_ROUNDS + " times, and no further: " + wait.reason());
        }
        Instant hinted = task.lateHint().orElse(wait.hot() ? clock.instant() : task.heldSince());
        if (task.origin() == Origin.WALK || task.origin() == Origin.WALKED || task.origin() == Origin.AGAIN) {
            task = task.with(Origin.HINT);
        }
        if (wait.hot()) {
            hot.add(task.path());
            task = task.anew(clock.instant());
        }
        return new Held(wait.lasting() ? task.waited() : task.waitedInVain(), soonIfFrozen(wait.until()), hinted);
    }

    private Instant soonIfFrozen(Instant until) {
        // Also during a freeze there is a short pause before a busy entry or a full target is tried again.
        Instant soon = clock.instant().plus(Hold.MOMENT);
        return freeze.isOn() && soon.isBefore(until) ? soon : until;
    }

    /**
     * Ends a task: its ticket is released, and its look is remembered.
     *
     * @return what has to be held in consequence, such as the directory whose mtime the task changed
     */
    public List<Held> done(Verdict verdict, Exchange exchange) {
        if (!verdict.kind().ends()) {
            throw new IllegalStateException(verdict.task().path() + ": is " + verdict.kind()
                    + " still, expected it to be carried out: is a step missing in an edited route?");
        }
        return Custody.takeAll(exchange, done(verdict, Custody.end(exchange, verdict.task())));
    }

    List<Held> done(Verdict verdict) {
        return done(verdict, true);
    }

    /**
     * {@code holdsTicket}: false where the ticket belongs to another exchange by now; then it is neither
     * released nor passed on.
     */
    private List<Held> done(Verdict verdict, boolean holdsTicket) {
        Task task = holdsTicket ? verdict.task() : verdict.task().with(Ticket.NONE);
        RelativePath path = task.path();
        if (verdict.kind() == Verdict.Kind.LOST) {
            lost.increment();
            hot.remove(path);
            task.ticket().release();
            return List.of();
        }
        // Each copy of a hot file changed its directory's mtime, and none of them was reported here.
        boolean wasHot = hot.remove(path);
        boolean directoryDiffers = wasHot
                || (verdict instanceof Verdict.Applied applied && applied.renamed())
                || (verdict instanceof Verdict.InSync inSync && inSync.directoryDiffers());
        if (wasHot || verdict instanceof Verdict.Applied) {
            changed.add(path);
        }
        noteLook(verdict);
        List<Held> follow = new ArrayList<>();
        // The target's directory has a new mtime now. A walk sets its directories' times itself.
        if (directoryDiffers && task.origin() != Origin.WALK && !path.isRoot()) {
            holdToo(path.parent(), shortest(freeze.quiet(), DIRECTORY), task, follow);
        }
        if (verdict instanceof Verdict.Applied applied) {
            // The twins have to become names of the new copy.
            applied.twins().forEach(twin -> holdToo(twin, freeze.quiet(), task, follow));
            applied.again().ifPresent(again -> follow.add(lookedAtAgain(task, again)));
        }
        deferred.after(task).ifPresent(follow::add);
        task.ticket().release();
        return follow;
    }

    private void noteLook(Verdict verdict) {
        Task task = verdict.task();
        looked(task.path(), verdict.look());
        boolean inDoubt = task.origin() == Origin.RECHECK;
        if (verdict instanceof Verdict.InSync inSync && inSync.isNowhere()) {
            lookAgain.nowhere(task.path(), inDoubt);
            return;
        }
        switch (task.origin()) {
            case HINT -> lookAgain.soon(task.path());
            case RECHECK, AGAIN -> {
                if (verdict instanceof Verdict.InSync || verdict instanceof Verdict.Skipped) {
                    lookAgain.later(task.path(), inDoubt);
                } else {
                    lookAgain.soon(task.path());
                }
            }
            case WALK, WALKED, CONTENT, ENTRIES -> {}
        }
    }

    /** Returns the tasks to look at again now, without tickets. Each path keeps its place until its look has ended. */
    public List<Task> lookAgain(Exchange exchange) {
        List<Task> due = lookAgain();
        due.forEach(task -> Custody.take(exchange, task));
        return due;
    }

    List<Task> lookAgain() {
        return lookAgain.due(MOST_DUE);
    }

    /** Returns all paths that are to be looked at again at some time, to be looked at now. */
    public List<Held> putOff() {
        Instant now = clock.instant();
        return lookAgain.all().stream()
                .map(task -> new Held(task, now.plus(freeze.quiet()), now))
                .toList();
    }

    /**
     * Takes the paths to be looked at again that the last stop has kept.
     *
     * @return false where the last process did not stop in order: which paths they were is not known
     * @throws IOException if the file cannot be read or written
     */
    public boolean remember(StateFolder state) throws IOException {
        Optional<List<RelativePath>> kept = new LookAgainFile(state).take();
        kept.orElse(List.of()).forEach(lookAgain::soon);
        return kept.isPresent();
    }

    /** Keeps the paths that are to be looked at again for the next start. */
    public void keep(StateFolder state) throws IOException {
        new LookAgainFile(state).keep(lookAgain.paths());
    }

    /**
     * Ends the tasks of a batch as {@link #done} does, and holds again those that have to wait as {@link #again} does.
     * Failed ones are left to the failure journal.
     *
     * @return what has to be held
     */
    public List<Held> end(Batch batch, Exchange exchange) {
        List<Held> held = new ArrayList<>();
        for (Verdict verdict : batch.verdicts()) {
            if (verdict instanceof Verdict.Wait wait) {
                held.add(wait.lasting() && isOneOfManyEntries(wait.task()) ? entries(wait, exchange) : again(wait));
            } else if (verdict instanceof Verdict.Walk walk) {
                // The walk found that this directory is gone: a look by itself decides what is to be done.
                held.add(again(new Verdict.Wait(walk.task(), walk.look(), clock.instant(), false, "is to be walked")));
            } else if (verdict.kind().ends()) {
                held.addAll(done(verdict, exchange));
            }
        }
        batch.ended().run();
        return held;
    }

    /** Returns a held task for a look that a person asked for; no echo and no other hint replaces it. */
    public Held ask(RelativePath path) {
        Instant now = clock.instant();
        return new Held(new Task(path, Ticket.NONE, now, Origin.HINT, 0), now.plus(freeze.quiet()), now);
    }

    /**
     * Ends the freeze: the source is not frozen, or not any more.
     *
     * @return the deferred second looks, which have to be held now
     */
    public List<Held> thaw() {
        return deferred.thaw();
    }

    /** Drops the deferred looks: the source was frozen to the end, and is not looked at again. */
    public void frozenForGood() {
        deferred.drop();
    }

    /** Holds a path that was copied before it was quiet until it is. */
    private Held lookedAtAgain(Task task, Instant again) {
        task.ticket().retain();
        Instant now = clock.instant();
        Instant due = soonIfFrozen(again);
        return isOneOfManyEntries(task)
                ? entries(task, due)
                : new Held(new Task(task.path(), task.ticket(), now, Origin.HINT, 0), due, now);
    }

    /**
     * True where a walk's task is held as one of its directory's entries: one that was just unpacked may have more young
     * entries than the hold has room for, and a walk that waited for that would wait for their quiet period.
     */
    private boolean isOneOfManyEntries(Task task) {
        return task.origin() == Origin.WALK && !task.path().isRoot() && hold.isCrowded();
    }

    private Held entries(Verdict.Wait wait, Exchange exchange) {
        Task task =
                Custody.end(exchange, wait.task()) ? wait.task() : wait.task().with(Ticket.NONE);
        Held held = entries(task, soonIfFrozen(wait.until()));
        Custody.take(exchange, held.task());
        return held;
    }

    /** Holds the task's directory in its place, to be walked. */
    private Held entries(Task task, Instant due) {
        Instant now = clock.instant();
        return new Held(new Task(task.path().parent(), task.ticket(), now, Origin.ENTRIES, 0), due, now);
    }

    /** Holds another path in consequence of this task, unless it is held already and its look comes late enough. */
    private void holdToo(RelativePath path, Duration time, Task task, List<Held> follow) {
        Instant now = clock.instant();
        Held already = hold.find(path);
        boolean isHeld = already != null
                && already.task().ticket().covers(task.ticket())
                && already.hintedAgain(now.toEpochMilli());
        if (!isHeld) {
            task.ticket().retain();
            follow.add(new Held(new Task(path, task.ticket(), now, Origin.HINT, 0), now.plus(time), now));
        }
    }

    private static Duration shortest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Waits while the hold is full; a walk calls it, since its pages would only fill the hold further. */
    public void awaitRoom() throws InterruptedException {
        hold.awaitRoom();
    }

    @Override
    public void looked(RelativePath path, Look look) {
        intake.looked(path, look);
    }

    /** A snapshot of the paths that never became quiet and are copied all the same. */
    public Set<RelativePath> hotPaths() {
        return Set.copyOf(hot);
    }
}
