package dev.caravan.walk;

import dev.caravan.change.Page;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Optional;

/** The directories that a walk has found and not finished. Thread-safe. */
interface Directories {
    /**
     * A directory that was found, and the state of its copy on the target.
     *
     * @param under the ticket of the directory that it was found in
     */
    record Found(RelativePath directory, Page.Copy copy, Ticket under) {}

    /** What the walking thread does next. */
    sealed interface Step {
        /** List this directory. */
        record Begin(Found found) implements Step {}

        /** All pages of this directory are done: set its times. */
        record End(Visit visit) implements Step {}
    }

    /** Counts a directory in hand that was not found by the walk itself. */
    void begun();

    /** Adds the subdirectories of one directory, in walk order. */
    void found(List<Found> subdirectories);

    /** Waits for the next step and returns it; empty where the walk is done. */
    Optional<Step> next() throws InterruptedException;

    /** All pages of this directory are done: its end becomes a step. */
    void walkedThrough(Visit visit);

    /** This directory is done: one less in hand. */
    void ended(Visit visit);

    /** This directory was not listed, for an unexpected reason. */
    void failed(Visit visit, RuntimeException why);

    /** The number of directories that were found and not begun. */
    long pending();
}
