package dev.caravan.change;

/** Told of tasks that no stage has ended. Any thread. */
@FunctionalInterface
public interface LostTasks {
    /**
     * Nobody does anything for this task any more: it has failed, and whoever is told ends it.
     *
     * @param cause why, as far as anybody knows
     */
    void lost(Task task, Throwable cause);
}
