package dev.caravan.change;

import java.io.IOException;

/**
 * A sign of life of the source client's log: a name that does not exist is looked up through the mount whose client writes the log,
 * and has to come out of it. A log is written in the order of what happened, so once the name has come, everything that was done
 * before it was asked for has been read and taken in. Any thread.
 */
public interface Heartbeat {
    /** Whether the client's log names what does not exist. */
    enum Shown {
        /** None has come out of the log yet, and not enough time has gone by to tell. */
        UNKNOWN,
        /** At least one came out of the log since the start. */
        YES,
        /** None came in time: this client's log does not tell how far it is. */
        NO
    }

    /** One that was asked for. */
    @FunctionalInterface
    interface Beat {
        /** True once it has come out of the log, and every hint before it was taken in. */
        boolean isHeard();
    }

    /** Whether to wait for one at all. */
    Shown shown();

    /**
     * Looks one up now.
     *
     * @throws IOException if the mount does not answer
     */
    Beat beat() throws IOException;

    /** Of no log: nothing comes out of it. */
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
