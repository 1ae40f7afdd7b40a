package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/** Told of walks, and numbers them. Thread-safe. */
public interface WalkListener {
    /**
     * A walk of a directory and everything below it.
     *
     * @param name the endpoint's name
     * @param number tells which gaps were recorded before the walk began, however often it was cut off since
     * @param began when it began; it may have missed later changes
     */
    record Walk(String name, RelativePath directory, long number, Instant began) {}

    /** Returns the number of a walk that begins now, higher than all before. */
    long number();

    /** A walk begins, or one that was cut off resumes. Called by the walking thread. */
    void began(Walk walk);

    /**
     * The walk has ended: everything was looked at, and what could be applied was applied; entries that were too young
     * are held. Called by the walking thread.
     *
     * @param isComplete false where a directory could not be listed or a page not be looked at, which is a
     *     gap of its own
     */
    void ended(Walk walk, boolean isComplete);

    /** The walk was cut off, failed, or does not count since a root was away. Called by the walking thread. */
    void failed(Walk walk);

    /** After the walk's end, none of its entries waits any more. Called once, by any thread. */
    void settled(Walk walk);
}
