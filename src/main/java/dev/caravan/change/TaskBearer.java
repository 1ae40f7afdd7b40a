package dev.caravan.change;

/** A body that a route hands on for one task: the task on hold, or the verdict on it. */
public interface TaskBearer {
    Task task();
}
