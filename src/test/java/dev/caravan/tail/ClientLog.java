package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.change.Gap;
import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A log that a test writes and rotates, and its follower. */
final class ClientLog {
    static final Instant NOW = Instant.parse("2026-03-26T10:00:00Z");

    final Path directory;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Gap> gaps = new ArrayList<>();
    MemoryOffsets offsets = new MemoryOffsets();
    String include = "";
    Start start = Start.END;
    int batchBytes = 4096;
    int maxLineBytes = 200;
    Duration linger = Duration.ofSeconds(60);
    LineStart lineStart = LineStart.ANY;
    final SettableClock clock = new SettableClock(NOW);
    Gap.Recorder recorder = gaps::add;
    private Follower follower;
    private TailMetrics metrics;

    ClientLog(Path directory) {
        this.directory = directory;
    }

    Path path(String suffix) {
        return directory.resolve("Client.log" + suffix);
    }

    ClientLog append(String suffix, String text) throws IOException {
        Files.write(path(suffix), text.getBytes(ISO_8859_1), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    ClientLog append(String text) throws IOException {
        return append("", text);
    }

    ClientLog rename(String from, String to) throws IOException {
        Files.move(path(from), path(to));
        return this;
    }

    ClientLog delete(String suffix) throws IOException {
        Files.delete(path(suffix));
        return this;
    }

    ClientLog truncate() throws IOException {
        Files.write(path(""), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        return this;
    }

    ClientLog copy(String from, String to) throws IOException {
        Files.copy(path(from), path(to));
        return this;
    }

    byte[] gzipped(String suffix) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(Files.readAllBytes(path(suffix)));
        }
        return bytes.toByteArray();
    }

    /** As gzip does: the time is kept, and the plain file goes. */
    ClientLog compress(String suffix) throws IOException {
        Files.write(path(suffix + ".gz"), gzipped(suffix));
        Files.setLastModifiedTime(path(suffix + ".gz"), Files.getLastModifiedTime(path(suffix)));
        return delete(suffix);
    }

    ClientLog begin() throws IOException {
        if (metrics != null) {
            metrics.close();
        }
        metrics = new TailMetrics(meters, clock, "client-log");
        follower = new Follower(
                new Follower.Settings("client-log", path(""), start, include, batchBytes, maxLineBytes, linger),
                lineStart,
                offsets,
                gap -> recorder.record(gap),
                clock,
                metrics);
        follower.start();
        return this;
    }

    /** As after a crash. */
    ClientLog restart() throws IOException {
        follower.close();
        offsets = new MemoryOffsets(offsets);
        return begin();
    }

    void stop() {
        follower.close();
    }

    LineBatch poll() {
        return follower.poll();
    }

    /** Everything there is to read for now, each ticket released. */
    List<String> read() {
        List<String> lines = new ArrayList<>();
        for (LineBatch batch = poll(); batch != null; batch = poll()) {
            lines.addAll(batch.lines());
            if (batch.count() > 0) {
                batch.ticket().release();
            }
        }
        return lines;
    }

    double meter(String name) {
        return meters.get(name).meter().measure().iterator().next().getValue();
    }

    List<String> reasons() {
        return gaps.stream().map(Gap::reason).toList();
    }
}
