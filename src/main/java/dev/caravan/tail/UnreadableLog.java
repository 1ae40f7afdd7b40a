package dev.caravan.tail;

import dev.caravan.entry.Escape;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps a log from being read: said once when it begins, and once when it is over. */
final class UnreadableLog {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableLog.class);

    private final String log;
    private String known;

    UnreadableLog(Path log) {
        this.log = Escape.path(log);
    }

    /** What this poll met; null where it met nothing. */
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
