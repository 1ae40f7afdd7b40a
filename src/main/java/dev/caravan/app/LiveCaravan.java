package dev.caravan.app;

import dev.caravan.change.Durability;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.checkpoint.FailureJournal;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.LeftOutJournal;
import dev.caravan.checkpoint.OpenGap;
import dev.caravan.control.Gate;
import dev.caravan.cutover.Activity;
import dev.caravan.cutover.Facts;
import dev.caravan.cutover.LastVerify;
import dev.caravan.cutover.Reason;
import dev.caravan.cutover.RunningMigration;
import dev.caravan.cutover.Scope;
import dev.caravan.cutover.Situation;
import dev.caravan.cutover.Walk;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.settle.ChangedPaths;
import dev.caravan.settle.Held;
import dev.caravan.settle.Hold;
import dev.caravan.settle.Settle;
import dev.caravan.tail.LogLag;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The running migration, as a cut-over observes and controls it. Thread-safe. */
final class LiveCaravan implements RunningMigration {
    /** Hot files that are named and measured, at most. */
    private static final int MAX_HOT = 1000;

    private static final long POLL_MILLIS = 5;

    private final Stages stages;

    /** True where the gate is sealed, but the target's disk has not confirmed that it has everything. */
    private volatile boolean isUnsure;

    private final Links links;
    private final List<String> feeds;
    private final Duration onItsWay;
    private final Optional<FleetView> fleet;

    /** The parts of the running migration that a cut-over reads and controls. */
    record Stages(
            Settle settle,
            Hold hold,
            ChangedPaths changed,
            GapJournal gaps,
            LeftOutJournal leftOut,
            FailureJournal failures,
            Gate gate,
            Workers workers,
            Durability durability,
            Roots roots,
            Supplier<List<String>> otherMovers,
            Supplier<LogLag> lag,
            ToLongFunction<String> meter) {}

    /**
     * The connections to the rest of the migration.
     *
     * @param heartbeat the log's heartbeat
     * @param distrust see {@link Situation#distrust}
     * @param read see {@link RunningMigration#isRead}
     * @param drained see {@link RunningMigration#isDrained}
     * @param walking true while a walk is under way or asked for
     * @param walk asks for a walk of the whole source
     * @param lastPass the last walk of the whole tree that has ended
     * @param lastVerify the stored results of comparisons of both whole trees
     * @param verify begins a comparison
     * @param hold sends to the route {@code direct:hold}
     * @param facts the facts for the evidence
     */
    record Links(
            Heartbeat heartbeat,
            Supplier<Optional<String>> distrust,
            BooleanSupplier read,
            BooleanSupplier drained,
            BooleanSupplier walking,
            Supplier<Walk> walk,
            Supplier<Optional<Situation.Pass>> lastPass,
            LastVerify lastVerify,
            Function<Scope, VerifyRun> verify,
            Consumer<Held> hold,
            Supplier<Facts> facts) {}

    /**
     * Controls a migration with these parts.
     *
     * @param feeds the names of the feeds that report changes; empty where only walks find them
     * @param onItsWay see {@link RunningMigration#onItsWay}
     */
    LiveCaravan(Stages stages, Links links, List<String> feeds, Duration onItsWay) {
        this(stages, links, feeds, onItsWay, Optional.empty());
    }

    /**
     * As above, for a mover of a fleet.
     *
     * @param fleet the rest of it; the logs of its agents are the feeds. Empty where there is no fleet
     */
    LiveCaravan(Stages stages, Links links, List<String> feeds, Duration onItsWay, Optional<FleetView> fleet) {
        this.fleet = fleet;
        this.stages = stages;
        this.links = links;
        this.feeds = List.copyOf(feeds);
        this.onItsWay = onItsWay;
    }

    @Override
    public Situation situation() {
        LogLag lag = stages.lag().get();
        return new Situation(
                stages.gate().isPaused(),
                links.walking().getAsBoolean(),
                fault(),
                !feeds().isEmpty(),
                links.heartbeat().shown(),
                links.distrust().get(),
                stages.hold().size(),
                hot(),
                stages.failures().size(),
                stages.gaps().unwalked().stream().map(OpenGap::gap).toList(),
                stages.leftOut().unaccepted(),
                lag.bytes(),
                lag.seconds(),
                links.lastPass().get(),
                links.lastVerify().read(),
                links.lastVerify().content(),
                stages.otherMovers().get(),
                fleetFaults());
    }

    private Optional<String> fault() {
        if (isUnsure) {
            return Optional.of("what was written to the target may not be on its disk");
        }
        try {
            stages.roots().check();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    private List<Situation.Hot> hot() {
        List<Situation.Hot> hot = new ArrayList<>();
        for (RelativePath path : stages.settle().hotPaths()) {
            if (hot.size() == MAX_HOT) {
                break;
            }
            hot.add(new Situation.Hot(path, size(path)));
        }
        return hot;
    }

    /** The file's size; 0 where it cannot be read: the look during the freeze finds out. */
    private long size(RelativePath path) {
        try {
            return Lstat.read(path.under(stages.roots().source()))
                    .map(Entry::size)
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public Activity activity() {
        return new Activity(
                meter("caravan.copy.entries") + meter("caravan.copy.removed"),
                meter("caravan.reconcile.looks"),
                meter("caravan.copy.bytes"),
                meter("caravan.tail.bytes"));
    }

    private long meter(String name) {
        return stages.meter().applyAsLong(name);
    }

    @Override
    public void release() {
        stages.hold().release();
    }

    @Override
    public Heartbeat heartbeat() {
        return links.heartbeat();
    }

    @Override
    public boolean isRead() {
        return links.read().getAsBoolean()
                && fleet.map(all -> all.agents().areRead()).orElse(true);
    }

    @Override
    public boolean isFleet() {
        return fleet.isPresent();
    }

    @Override
    public List<Reason> fleetFaults() {
        return fleet.map(FleetView::reasons).orElse(List.of());
    }

    @Override
    public boolean areHintsTaken() {
        return fleet.map(all -> all.agents().areHintsTaken()).orElse(true);
    }

    @Override
    public Duration onItsWay() {
        return onItsWay;
    }

    @Override
    public boolean isDrained() {
        return links.drained().getAsBoolean();
    }

    @Override
    public Scope changedSince(Instant moment) {
        if (fleet.filter(all -> moment.isBefore(all.agents().aloneSince())).isPresent()) {
            // Other movers have changed something, too.
            return Scope.EVERYTHING;
        }
        return stages.changed().since(moment).map(Scope::of).orElse(Scope.EVERYTHING);
    }

    @Override
    public void lookAt(Collection<RelativePath> paths) throws InterruptedException {
        for (RelativePath path : paths) {
            stages.hold().awaitRoom();
            links.hold().accept(stages.settle().ask(path));
        }
    }

    @Override
    public int lookAtPutOff() throws InterruptedException {
        List<Held> putOff = stages.settle().putOff();
        for (Held held : putOff) {
            stages.hold().awaitRoom();
            links.hold().accept(held);
        }
        return putOff.size();
    }

    @Override
    public Walk walk() {
        return links.walk().get();
    }

    @Override
    public VerifyRun verify(Scope scope) {
        return links.verify().apply(scope);
    }

    @Override
    public void thaw() {
        stages.settle().thaw().forEach(links.hold());
    }

    @Override
    public void frozenForGood() {
        stages.settle().frozenForGood();
    }

    @Override
    public VerifyRun rehearse() {
        flush();
        return verify(Scope.of(List.of(RelativePath.ROOT)));
    }

    @Override
    public void flush() {
        stages.durability().flush();
    }

    @Override
    public void seal() {
        stages.gate().seal();
        boolean interrupted = false;
        while (stages.workers().isRunning()) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            // A cut-over that is reported as done must survive a power cut.
            stages.durability().await();
        } catch (IOException e) {
            isUnsure = true;
        } catch (InterruptedException e) {
            interrupted = true;
            isUnsure = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void unseal() {
        isUnsure = false;
        stages.gate().unseal();
    }

    @Override
    public Facts facts() {
        return links.facts().get();
    }

    @Override
    public List<String> feeds() {
        return fleet.map(all -> all.agents().feeds()).orElse(feeds);
    }
}
