package dev.caravan.change;

/** What a route hands on for one task: the task on hold, or the verdict on it. */
public interface TaskBearer {
    Task task();
}
