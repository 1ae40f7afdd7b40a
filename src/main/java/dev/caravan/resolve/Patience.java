package dev.caravan.resolve;

import java.time.Duration;

/**
 * How long to wait for a tool.
 *
 * @param answer for each answer
 * @param firstBackOff before the first retry
 * @param maxBackOff at most before any later retry; each wait is twice the one before
 * @param start how long starting the tool is tried before its questions are given up
 */
record Patience(Duration answer, Duration firstBackOff, Duration maxBackOff, Duration start) {
    /** A dead tool makes its feed wait a long time, since the log is the better buffer, but not for ever. */
    static Patience of(Duration answer) {
        return new Patience(answer, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(60));
    }
}
