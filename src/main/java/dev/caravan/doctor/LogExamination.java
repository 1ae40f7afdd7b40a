package dev.caravan.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.change.Hint;
import dev.caravan.change.LineBatch;
import dev.caravan.entry.Escape;
import dev.caravan.parse.Parser;
import dev.caravan.settings.Feed;
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
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Examines whether each log exists, whether its end can be parsed as the dialect, and whether its clock
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

    /** The last hint of the first sample that has one; empty before the examination, and where there is none. */
    Optional<Hint> newest() {
        return newest;
    }

    void examine(Findings findings) throws IOException {
        boolean hasOplog = settings.has(Key.OPLOG_PATH);
        if (hasOplog) {
            examineOplog(findings, settings.path(Key.OPLOG_PATH));
        }
        if (!settings.isAnyLogFollowed()) {
            findings.warn(SUBJECT, "none is followed: only walks find what changes", "set caravan.tail.path");
        }
        if (settings.has(Key.TAIL_PATH)) {
            examine(findings, SUBJECT, settings.path(Key.TAIL_PATH), settings.zone());
        }
        for (Feed feed : settings.feeds()) {
            examine(findings, SUBJECT + " of " + feed.name(), feed.path(), feed.zone());
            if (feed.beat().isEmpty()) {
                findings.warn(
                        SUBJECT + " of " + feed.name(),
                        "nothing shows whether it is whole",
                        "set caravan.feed." + feed.name() + ".beat; without it a cut-over walks the whole source");
            }
        }
    }

    private void examine(Findings findings, String subject, Path log, ZoneId zone) throws IOException {
        if (!Files.isRegularFile(log) || !Files.isReadable(log)) {
            findings.fail(
                    subject,
                    Escape.path(log) + ": " + (Files.exists(log) ? "cannot be read as a file" : "is not there"),
                    "start the client with its debug log on, mend permissions, or mend its path in the configuration");
            return;
        }
        examineLines(findings, subject, log, zone);
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

    private void examineLines(Findings findings, String subject, Path log, ZoneId zone) throws IOException {
        List<String> lines = tail(log);
        MeterRegistry meters = new SimpleMeterRegistry();
        String dialect = settings.text(Key.PARSE_DIALECT);
        Parser parser = new Parser(dialect, zone, clock, "client-log", gap -> {}, meters);
        List<Hint> hints = parser.parse(LineBatch.of(lines)).hints();
        Optional<Hint> latest = hints.stream().max(Comparator.comparing(Hint::seen));
        newest = newest.isPresent() ? newest : latest;
        String text = Escape.path(log) + ": " + Units.count(lines.size(), "line", "lines") + " at its end, of which "
                + Units.count(hints.size()) + " name different entries";
        long malformed = (long) meters.counter("caravan.parse.malformed").count();
        if (malformed > 0) {
            findings.warn(
                    subject,
                    text + ", and " + malformed + " should and cannot be understood as " + dialect,
                    "see that caravan.parse.dialect fits: each such line is a gap");
        } else if (latest.isEmpty()) {
            findings.warn(subject, text, "see that caravan.parse.dialect fits and that the client logs its lookups");
        } else if (!isIncluded(lines)) {
            findings.fail(
                    subject,
                    text + ", but none holds '" + settings.text(Key.TAIL_INCLUDE) + "'",
                    "mend caravan.tail.include, without which all of them are passed over");
        } else {
            findings.ok(subject, text);
        }
        if (latest.isPresent()) {
            examineClock(findings, subject, log, latest.get().seen(), zone);
        }
    }

    private boolean isIncluded(List<String> lines) {
        String include = new String(settings.text(Key.TAIL_INCLUDE).getBytes(UTF_8), ISO_8859_1);
        return lines.stream().anyMatch(line -> line.contains(include));
    }

    /** Compares the times, since a time that seems to be in the future is read as one of a year ago. */
    private void examineClock(Findings findings, String subject, Path log, Instant seen, ZoneId zone)
            throws IOException {
        Instant written = Files.getLastModifiedTime(log).toInstant();
        Duration old = Duration.between(seen, clock.instant());
        Duration apart = Duration.between(seen, written).abs();
        String text = "the newest entry was named " + Units.duration(old) + " ago, the log written "
                + Units.duration(Duration.between(written, clock.instant())) + " ago";
        if (apart.compareTo(SKEW) > 0) {
            findings.warn(
                    clockOf(subject),
                    text + ": " + Units.duration(apart) + " apart",
                    "see that caravan.parse.zone (" + zone + ") is the log's and that both clocks are right,"
                            + " unless nobody looked anything up meanwhile");
        } else {
            findings.ok(clockOf(subject), text);
        }
    }

    private static String clockOf(String subject) {
        return subject.equals(SUBJECT) ? "log's clock" : "clock of " + subject;
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
