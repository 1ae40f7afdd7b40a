package dev.caravan.app;

import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.Signs;
import dev.caravan.tail.LogLag;
import dev.caravan.tail.LogPosition;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One of the logs that an agent follows, as its signs of life tell of it. Thread-safe.
 *
 * @param agent the name by which movers know it
 * @param feed the log's name
 * @param isResumed true where an earlier process has left its place in the log
 * @param mark the place before which everything is with the brokers
 * @param mount the mount whose client writes the log
 */
record AgentLog(
        String agent,
        String feed,
        boolean isResumed,
        Supplier<LogLag> lag,
        Supplier<Optional<LogPosition>> mark,
        Mount mount)
        implements Signs.Log {
    /** Looks up a name, which need not exist. */
    interface Mount {
        void lookUp(RelativePath name) throws IOException;
    }

    @Override
    public long behind() {
        return lag.get().bytes();
    }

    @Override
    public boolean isReadable() {
        return !lag.get().isUnreadable();
    }

    @Override
    public String place() {
        return mark.get().map(at -> at.inode() + ":" + at.offset()).orElse("");
    }

    @Override
    public void lookUp(RelativePath name) throws IOException {
        mount.lookUp(name);
    }

    /** How it stands, for a person. */
    @Override
    public String toString() {
        return agent + ": " + (isReadable() ? behind() + " B behind" : "its log is missing or cannot be read");
    }
}
