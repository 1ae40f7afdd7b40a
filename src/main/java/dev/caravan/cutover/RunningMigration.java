package dev.caravan.cutover;

import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The Caravan that runs, as far as a cut-over asks it and moves it. Any thread. */
public interface RunningMigration {
    Situation situation();

    Activity activity();

    /** What is on hold is due now. Asked for again and again while the source is frozen, since looks may hold more. */
    void release();

    /** Tells how far the log was read. */
    Heartbeat heartbeat();

    /** True where the log is read to its end, as it is now; also where there is none. */
    boolean isRead();

    /** How long a line may be on its way from a feed that cannot be asked for its end; zero where all can. */
    Duration onItsWay();

    /** True where all feeds are read to their ends, as they are now, nothing is held and nothing is in work. */
    boolean isDrained();

    /** What was changed on the target at that moment or later; everything where that is not remembered. */
    Scope changedSince(Instant moment);

    /** Holds these entries as hints would, to be looked at. */
    void lookAt(Collection<RelativePath> paths) throws InterruptedException;

    /**
     * Holds all whose hints were put off instead of being followed, to be looked at.
     *
     * @return how many entries these are
     */
    int lookAtPutOff() throws InterruptedException;

    /** Asks for a walk of the whole source, which makes equal what differs. */
    Walk walk();

    /** Begins to compare; nothing is changed. */
    VerifyRun verify(Scope scope);

    /** The freeze is over before its time: people may write to the source, and what was looked at too soon is held again. */
    void thaw();

    /** The source was frozen to the end: nothing has to be looked at again. */
    void frozenForGood();

    /** Nothing is written to the target from now on, also by what is on its way; a copy in hand has ended when this returns. */
    void seal();

    /** Undoes {@link #seal}. */
    void unseal();

    Facts facts();

    /** What is noted as the feeds of changes, for the evidence; such as {@code client-log}. */
    List<String> feeds();
}
