package dev.caravan.cutover;

import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The running migration, as a cut-over observes and controls it. Thread-safe. */
public interface RunningMigration {
    Situation situation();

    Activity activity();

    /**
     * Makes every held path due now. Called repeatedly while the source is frozen, since a look may hold further paths.
     */
    void release();

    /** The heartbeat that tells how far the log has been read. */
    Heartbeat heartbeat();

    /** True where the log has been read to its current end; also where none is followed. */
    boolean isRead();

    /** True where this is a mover of a fleet, whose feeds are the logs of agents. */
    default boolean isFleet() {
        return false;
    }

    /** Why the agents of the fleet may not have told everything, or not to this mover; empty where they have. */
    default List<Reason> fleetFaults() {
        return List.of();
    }

    /**
     * True where all hints that the agents have published until now were taken in; false also where that cannot be known now.
     * Always true where there is no fleet.
     */
    default boolean areHintsTaken() {
        return true;
    }

    /**
     * The longest time for which a line may be in transit in a feed that cannot tell where its end is; zero where
     * all can.
     */
    Duration onItsWay();

    /** True where all feeds have been read to their current ends, nothing is held and nothing is in work. */
    boolean isDrained();

    /** The entries that were changed on the target at that moment or later; everything where that is not remembered. */
    Scope changedSince(Instant moment);

    /** Holds these entries as a hint would, so that each is looked at. */
    void lookAt(Collection<RelativePath> paths) throws InterruptedException;

    /**
     * Holds every entry whose hint was put off, so that it is looked at now.
     *
     * @return the number of these entries
     */
    int lookAtPutOff() throws InterruptedException;

    /** Asks for a walk of the whole source, which makes differences equal. */
    Walk walk();

    /** Begins a comparison; it changes neither tree. */
    VerifyRun verify(Scope scope);

    /** Begins a comparison of the root's own entry, before the freeze, so that a later one is fast from the start. */
    VerifyRun rehearse();

    /**
     * Has what was written to the target forced to its disk, and returns at once; {@link #seal}, which waits for the
     * disk, then finds it done.
     */
    void flush();

    /**
     * Ends the freeze before a switch: the source counts as live, and the entries that were copied without their quiet
     * period are held again.
     */
    void thaw();

    /** Ends the freeze after a switch: the source is not looked at again. */
    void frozenForGood();

    /** Forbids writes to the target, also by tasks that are under way; returns when running copies have ended. */
    void seal();

    /** Undoes {@link #seal}. */
    void unseal();

    Facts facts();

    /** The names of the feeds of changes for the evidence, such as {@code client-log}. */
    List<String> feeds();
}
