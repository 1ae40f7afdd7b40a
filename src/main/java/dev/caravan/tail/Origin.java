package dev.caravan.tail;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds the first position in a log that was never followed before. */
final class Origin {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final LogDirectory directory;
    private final Start start;

    Origin(LogDirectory directory, Start start) {
        this.directory = directory;
        this.start = start;
    }

    /** The first position. Where the log is missing or cannot be read, all of it counts as new once it appears. */
    LogPosition find() {
        try {
            Optional<LogFile> live = directory.live();
            if (live.isPresent()) {
                return in(live.get(), start);
            }
        } catch (IOException e) {
            return afterRotated();
        }
        return afterRotated();
    }

    /**
     * A position after the rotated files. Lines that a slow writer still appends to the newest one count
     * as new as well.
     */
    private LogPosition afterRotated() {
        try {
            List<LogFile> rotated =
                    directory.list().stream().filter(file -> !file.isLive()).toList();
            if (!rotated.isEmpty() && rotated.get(rotated.size() - 1).form() == LogFile.Form.PLAIN) {
                return in(rotated.get(rotated.size() - 1), Start.END);
            }
            return LogPosition.afterAllUntil(rotated.stream()
                    .map(LogFile::modified)
                    .max(Instant::compareTo)
                    .orElse(Instant.EPOCH));
        } catch (IOException e) {
            return LogPosition.afterAllUntil(Instant.EPOCH);
        }
    }

    private static LogPosition in(LogFile file, Start start) throws IOException {
        try (OpenLog log = OpenLog.open(file, start == Start.END ? endOfLastLine(file) : 0)) {
            return log.position();
        }
    }

    /** Offset after the last newline: an unfinished last line is completed later, and is then read as new. */
    private static long endOfLastLine(LogFile file) throws IOException {
        try (LogReader reader = new PlainReader(file.path())) {
            long end = reader.size();
            byte[] block = new byte[BLOCK_BYTES];
            while (end > 0) {
                long from = Math.max(0, end - BLOCK_BYTES);
                int read = (int) Math.min(reader.read(from, block), end - from);
                for (int i = read - 1; i >= 0; i--) {
                    if (block[i] == '\n') {
                        return from + i + 1;
                    }
                }
                end = from;
            }
            return 0;
        }
    }
}
