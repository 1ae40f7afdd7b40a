package dev.caravan.resolve;

import java.time.Duration;

/**
 * How long a tool is waited for.
 *
 * @param answer for one answer after another
 * @param firstBackOff before the first new attempt
 * @param maxBackOff before any later one; each is twice the one before
 * @param start for a tool that cannot be started, before its questions are given up
 */
record Patience(Duration answer, Duration firstBackOff, Duration maxBackOff, Duration start) {
    /** A dead tool nearly stops its feed, whose log is the better place to wait, but not for ever. */
    static Patience of(Duration answer) {
        return new Patience(answer, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(60));
    }
}
