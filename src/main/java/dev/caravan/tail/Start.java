package dev.caravan.tail;

/** Where a log is begun that was never followed before. */
public enum Start {
    /** After what is in it: only what comes is read. */
    END,
    /** With its first byte. */
    BEGINNING
}
