package dev.caravan.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.change.Hint;
import dev.caravan.change.LineBatch;
import dev.caravan.entry.Escape;
import dev.caravan.parse.Parser;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Examines whether the log exists, whether its end can be parsed as the dialect, and whether its clock
 * agrees with this host's.
 */
final class LogExamination {
    private static final String SUBJECT = "log";
    private static final int SAMPLE_BYTES = 256 << 10;

    /** Less than any two time zones differ, and more than a log is usually quiet. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final Settings settings;
    private final Clock clock;
    private Optional<Hint> newest = Optional.empty();

    LogExamination(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The last hint of the sample; empty before the examination, and where there is none. */
    Optional<Hint> newest() {
        return newest;
    }

    void examine(Findings findings) throws IOException {
        boolean hasOplog = settings.has(Key.OPLOG_PATH);
        if (hasOplog) {
            examineOplog(findings, settings.path(Key.OPLOG_PATH));
        }
        if (!settings.has(Key.TAIL_PATH)) {
            if (!hasOplog) {
                findings.warn(SUBJECT, "none is followed: only walks find what changes", "set caravan.tail.path");
            }
            return;
        }
        Path log = settings.path(Key.TAIL_PATH);
        if (!Files.isRegularFile(log) || !Files.isReadable(log)) {
            findings.fail(
                    SUBJECT,
                    Escape.path(log) + ": " + (Files.exists(log) ? "cannot be read as a file" : "is not there"),
                    "start the client with its debug log on, mend permissions, or set caravan.tail.path");
            return;
        }
        examine(findings, log);
    }

    /** The oplog is not read here: it never ends, and what is read from it is gone. */
    private static void examineOplog(Findings findings, Path oplog) {
        if (Files.isReadable(oplog)) {
            findings.ok("oplog", Escape.path(oplog) + " is there");
        } else {
            findings.fail(
                    "oplog",
                    Escape.path(oplog) + ": cannot be read",
                    "mount the file system, or set caravan.oplog.path");
        }
    }

    private void examine(Findings findings, Path log) throws IOException {
        List<String> lines = tail(log);
        MeterRegistry meters = new SimpleMeterRegistry();
        String dialect = settings.text(Key.PARSE_DIALECT);
        Parser parser = new Parser(dialect, settings.zone(), clock, "client-log", gap -> {}, meters);
        List<Hint> hints = parser.parse(LineBatch.of(lines)).hints();
        newest = hints.stream().max(Comparator.comparing(Hint::seen));
        String text = Escape.path(log) + ": " + Units.count(lines.size(), "line", "lines") + " at its end, of which "
                + Units.count(hints.size()) + " name different entries";
        long malformed = (long) meters.counter("caravan.parse.malformed").count();
        if (malformed > 0) {
            findings.warn(
                    SUBJECT,
                    text + ", and " + malformed + " should and cannot be understood as " + dialect,
                    "see that caravan.parse.dialect fits: each such line is a gap");
        } else if (newest.isEmpty()) {
            findings.warn(SUBJECT, text, "see that caravan.parse.dialect fits and that the client logs its lookups");
        } else if (!isIncluded(lines)) {
            findings.fail(
                    SUBJECT,
                    text + ", but none holds '" + settings.text(Key.TAIL_INCLUDE) + "'",
                    "mend caravan.tail.include, without which all of them are passed over");
        } else {
            findings.ok(SUBJECT, text);
        }
        if (newest.isPresent()) {
            examineClock(findings, log, newest.get().seen());
        }
    }

    private boolean isIncluded(List<String> lines) {
        String include = new String(settings.text(Key.TAIL_INCLUDE).getBytes(UTF_8), ISO_8859_1);
        return lines.stream().anyMatch(line -> line.contains(include));
    }

    /** Compares the times, since a time that seems to be in the future is read as one of a year ago. */
    private void examineClock(Findings findings, Path log, Instant seen) throws IOException {
        Instant written = Files.getLastModifiedTime(log).toInstant();
        Duration old = Duration.between(seen, clock.instant());
        Duration apart = Duration.between(seen, written).abs();
        String text = "the newest entry was named " + Units.duration(old) + " ago, the log written "
                + Units.duration(Duration.between(written, clock.instant())) + " ago";
        if (apart.compareTo(SKEW) > 0) {
            findings.warn(
                    "log's clock",
                    text + ": " + Units.duration(apart) + " apart",
                    "see that caravan.parse.zone (" + settings.zone() + ") is the log's and that both clocks are right,"
                            + " unless nobody looked anything up meanwhile");
        } else {
            findings.ok("log's clock", text);
        }
    }

    /** The whole lines in the last bytes of a file, one char for each byte. */
    private static List<String> tail(Path log) throws IOException {
        try (FileChannel file = FileChannel.open(log)) {
            long begin = Math.max(0, file.size() - SAMPLE_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate(SAMPLE_BYTES);
            int count = 0;
            while (count >= 0 && bytes.hasRemaining()) {
                count = file.read(bytes, begin + bytes.position());
            }
            String text = new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
            int first = begin == 0 ? 0 : text.indexOf('\n') + 1;
            int last = text.lastIndexOf('\n');
            return last < first
                    ? List.of()
                    : Arrays.asList(text.substring(first, last).split("\n", -1));
        }
    }
}
