package dev.caravan.change;

/** Told of tasks that no stage has ended. Thread-safe. */
@FunctionalInterface
public interface LostTasks {
    /**
     * No stage works on this task any more: it has failed, and this method has to end it.
     *
     * @param cause the cause, as far as it is known
     */
    void lost(Task task, Throwable cause);
}
