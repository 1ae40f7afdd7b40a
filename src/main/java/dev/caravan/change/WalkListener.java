package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/** Told of walks, and gives them their numbers. */
public interface WalkListener {
    /**
     * A walk of a directory and everything below it.
     *
     * @param name of the endpoint
     * @param number by which it is told what was recorded before it began, however often it was cut off since
     * @param began changes since then it may have missed
     */
    record Walk(String name, RelativePath directory, long number, Instant began) {}

    /** The number of a walk that begins now: higher than every one before. */
    long number();

    /** A walk begins, or one that was cut off goes on. By the thread that walks. */
    void began(Walk walk);

    /**
     * All of it was looked at, and what could be applied was; what was too young is held. By the thread that walks.
     *
     * @param isComplete false where a directory could not be listed, or a page not be looked at, which is a gap of its own
     */
    void ended(Walk walk, boolean isComplete);

    /** It was cut off, failed, or counts for nothing since a root was not there all the time. By the thread that walks. */
    void failed(Walk walk);

    /** After its end: nothing that it found has to wait any more. Once, by any thread. */
    void settled(Walk walk);
}
