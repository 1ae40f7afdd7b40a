package dev.caravan.trees;

import dev.caravan.entry.Entry;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** Finds the step in which a file system keeps times: 1 ns to 2 s. Stateless; any thread. */
final class TimeStep {
    private static final Instant PROBE = Instant.parse("2001-02-03T04:05:06.123456789Z");

    /** With fewer ctimes than this the step may be wrong; more than {@code MOST_SEEN} tell nothing new. */
    private static final int LEAST_SEEN = 3;

    private static final int MOST_SEEN = 200;

    private TimeStep() {}

    /**
     * What a trial with a file found out.
     *
     * @param step the step in which times are kept
     * @param madeAt the present by the file system's clock; null where the file was gone at once
     */
    record Probe(Duration step, Instant madeAt) {}

    /**
     * Estimates the step without a write, from ctimes, which only the kernel sets: if the last digits are zero in all
     * of several entries, that is no chance.
     */
    static Duration seen(Path directory) throws IOException {
        List<Entry> seen = new ArrayList<>();
        Lstat.read(directory).ifPresent(seen::add);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            Iterator<Path> each = entries.iterator();
            while (each.hasNext() && seen.size() < MOST_SEEN) {
                Lstat.read(each.next()).ifPresent(seen::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        long step = seen.size() < LEAST_SEEN ? 1 : 1_000_000_000L;
        for (Entry entry : seen) {
            while (entry.changed().get(ChronoField.NANO_OF_SECOND) % step != 0) {
                step /= 10;
            }
        }
        return Duration.ofNanos(step);
    }

    /**
     * Finds the step by a trial in this directory. The file is made for this trial alone, since other processes may
     * make the same trial at the same time.
     */
    static Probe probe(Path directory) throws IOException {
        Path file = directory.resolve("times." + UUID.randomUUID() + ".new");
        Files.createFile(file);
        try {
            Instant madeAt = Lstat.read(file).map(Entry::changed).orElse(null);
            return new Probe(probeStep(file), madeAt);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Sets a time with non-zero digits, and reads what the file system kept of it. */
    private static Duration probeStep(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(PROBE));
        Instant kept = Files.getLastModifiedTime(file).toInstant();
        for (long nanos = 1; nanos < 1_000_000_000L; nanos *= 10) {
            if (PROBE.getNano() / nanos * nanos == kept.getNano() && PROBE.getEpochSecond() == kept.getEpochSecond()) {
                return Duration.ofNanos(nanos);
            }
        }
        return kept.getEpochSecond() == PROBE.getEpochSecond() ? Duration.ofSeconds(1) : Duration.ofSeconds(2);
    }
}
