package dev.caravan.tail;

import dev.caravan.entry.Escape;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that a log cannot be read: once when that begins, and once when it ends. Single-threaded. */
final class UnreadableLog {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableLog.class);

    private final String log;
    private String known;

    UnreadableLog(Path log) {
        this.log = Escape.path(log);
    }

    /** Takes the reason why this poll could not read the log; null where it could. */
    void met(String reason) {
        if (Objects.equals(reason, known)) {
            return;
        }
        if (reason == null) {
            LOG.info("log {}: is back and followed again", log);
        } else {
            LOG.warn(
                    "log {}: {}: no change is seen until it can be read again; it is tried at every poll, nothing is skipped",
                    log,
                    reason);
        }
        known = reason;
    }
}
