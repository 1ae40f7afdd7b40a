package dev.caravan.change;

import java.io.IOException;
import java.util.List;

/**
 * A sign of life of the source client's log: Caravan looks up a name that does not exist, through the mount whose
 * client writes the log, and the lookup has to come out of the log. A log is in the order of events, so once the name
 * has come, everything that happened before its lookup has been read and taken in. Thread-safe.
 */
public interface Heartbeat {
    /** Whether the client logs lookups of names that do not exist. */
    enum Shown {
        /** None has come out of the log yet, and it is too early to tell. */
        UNKNOWN,
        /** At least one came out of the log since the start. */
        YES,
        /** None came out in time: this client's log does not tell how far it has been read. */
        NO
    }

    /** One heartbeat. */
    @FunctionalInterface
    interface Beat {
        /** True once it has come out of the log, and every hint before it was taken in. */
        boolean isHeard();

        /** The names of the logs that have not shown it, where it was sent through several. */
        default List<String> unheard() {
            return List.of();
        }
    }

    /** Whether heartbeats come out of the log, so that waiting for one makes sense. */
    Shown shown();

    /**
     * Sends a heartbeat now.
     *
     * @throws IOException if the mount does not answer
     */
    Beat beat() throws IOException;

    /** For no log: no heartbeat ever comes out. */
    Heartbeat NONE = new Heartbeat() {
        @Override
        public Shown shown() {
            return Shown.NO;
        }

        @Override
        public Beat beat() {
            return () -> false;
        }
    };
}
