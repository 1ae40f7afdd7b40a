package dev.caravan.settings;

/** What a process does of a migration. */
public enum Role {
    /** All of it, by itself or beside others that do the same. */
    ALONE,
    /** An agent of a fleet: follows its host's log, and publishes the hints. It has no access to the target. */
    AGENT,
    /** A mover of a fleet: takes the hints of all agents, as one of several, and copies. */
    MOVER
}
