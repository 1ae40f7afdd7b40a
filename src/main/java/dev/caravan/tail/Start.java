package dev.caravan.tail;

/** Where reading begins in a log that was never followed before. */
public enum Start {
    /** After its present end: only new lines are read. */
    END,
    /** At its first byte. */
    BEGINNING
}
