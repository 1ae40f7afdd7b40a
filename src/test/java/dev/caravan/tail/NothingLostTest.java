package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.LineBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a log, in any order: each of its lines is handed on, or a gap says that it may not have been. */
class NothingLostTest {
    private static final String BANNER = "=== every file of this log begins with the same line ===";
    private static final int MAX_LINE_BYTES = 120;
    private static final Duration LOOKED_FOR = Duration.ofSeconds(10);

    /** What may happen; {@code size} says how much of it, where that can differ. */
    enum Event {
        WRITE,
        WRITE_HALF,
        WRITE_TOO_LONG,
        POLL,
        READ_ALL,
        RENAME,
        REOPEN,
        COMPRESS,
        COMPRESS_AND_KEEP,
        COPY_AND_TRUNCATE,
        TRUNCATE,
        DELETE_OLDEST,
        WRITE_LATE,
        TIME_GOES_BY,
        RESTART
    }

    record Step(Event event, int size) {}

    private static final List<Event> HARMLESS = List.of(
            Event.WRITE,
            Event.WRITE,
            Event.WRITE,
            Event.WRITE_HALF,
            Event.POLL,
            Event.READ_ALL,
            Event.RENAME,
            Event.RENAME,
            Event.REOPEN,
            Event.COMPRESS,
            Event.COMPRESS_AND_KEEP,
            Event.TIME_GOES_BY,
            Event.RESTART);

    @Property(tries = 500)
    void handsOnEveryLineWithoutAGapWhereNothingIsDestroyed(@ForAll("harmless") List<Step> steps) throws IOException {
        try (World world = new World()) {
            steps.forEach(world::happens);
            world.end();
            assertThat(world.missing()).isEmpty();
            assertThat(world.log.gaps).isEmpty();
        }
    }

    @Property(tries = 1500)
    void handsOnEveryLineOrRecordsAGap(@ForAll("anything") List<Step> steps) throws IOException {
        try (World world = new World()) {
            steps.forEach(world::happens);
            world.end();
            assertThat(world.missing()).isSubsetOf(world.destroyed);
            if (!world.traceless.containsAll(world.missing())) {
                assertThat(world.log.gaps).isNotEmpty();
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> harmless() {
        return steps(HARMLESS);
    }

    @Provide
    Arbitrary<List<Step>> anything() {
        List<Event> events = new ArrayList<>(HARMLESS);
        events.addAll(List.of(
                Event.WRITE_TOO_LONG,
                Event.COPY_AND_TRUNCATE,
                Event.TRUNCATE,
                Event.DELETE_OLDEST,
                Event.WRITE,
                Event.WRITE_LATE));
        return steps(events);
    }

    private static Arbitrary<List<Step>> steps(List<Event> events) {
        return Combinators.combine(
                        Arbitraries.of(events), Arbitraries.integers().between(0, 40))
                .as(Step::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(40);
    }

    /** A log, the one that writes it, the one that rotates it, and what was handed on. */
    private static final class World implements AutoCloseable {
        final ClientLog log;
        final Set<String> written = new LinkedHashSet<>();
        final Set<String> handedOn = new HashSet<>();
        /** Lines that stood where something was destroyed, perhaps after they were read. */
        final Set<String> destroyed = new HashSet<>();

        /**
         * Lines between a copy and the truncation, where the file that was truncated is rotated and compressed as well before
         * anybody looks: its copy stands there like a log that was rotated by its name.
         */
        final Set<String> traceless = new HashSet<>();

        private final Set<String> unseen = new HashSet<>();
        private final Path graveyard;
        private final List<LineBatch> held = new ArrayList<>();
        private String writtenTo = "";
        private String half = "";
        private int lines;
        private int buried;
        private int rotated;

        World() throws IOException {
            log = new ClientLog(Files.createTempDirectory("nothing-lost"));
            graveyard = Files.createDirectory(log.directory.resolve("graveyard"));
            log.batchBytes = 1;
            log.maxLineBytes = MAX_LINE_BYTES;
            log.append("before\n").begin();
        }

        void happens(Step step) {
            try {
                switch (step.event()) {
                    case WRITE -> write(step.size());
                    case WRITE_HALF -> writeHalf();
                    case WRITE_TOO_LONG -> writeTooLong();
                    case POLL -> poll(step.size());
                    case READ_ALL -> readAll();
                    case RENAME -> rename(step.size() % 2 == 0);
                    case REOPEN -> reopen();
                    case COMPRESS -> compress(step.size(), false);
                    case COMPRESS_AND_KEEP -> compress(step.size(), true);
                    case COPY_AND_TRUNCATE -> copyAndTruncate(step.size() % 3);
                    case TRUNCATE -> truncate();
                    case DELETE_OLDEST -> deleteOldest();
                    case WRITE_LATE -> writeLate();
                    case TIME_GOES_BY -> log.clock.advance(log.linger.dividedBy(2));
                    case RESTART -> restart();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void write(int count) throws IOException {
            if (!Files.exists(log.path(writtenTo)) || Files.size(log.path(writtenTo)) == 0) {
                log.append(writtenTo, BANNER + "\n");
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i <= count; i++) {
                String line = half + newLine();
                half = "";
                written.add(line);
                text.append(line.substring(line.indexOf('|') < 0 ? 0 : line.indexOf('|') + 1))
                        .append('\n');
            }
            log.append(writtenTo, text.toString());
        }

        private String newLine() {
            return "line " + lines++ + " " + "x".repeat(lines % 40);
        }

        private void writeHalf() throws IOException {
            if (half.isEmpty()) {
                half = "half " + lines++ + "|";
                log.append(writtenTo, half);
            }
        }

        private void writeTooLong() throws IOException {
            if (half.isEmpty()) {
                String line = "long " + lines++ + "y".repeat(MAX_LINE_BYTES * (1 + lines % 3));
                written.add(line);
                destroyed.add(line);
                log.append(writtenTo, line + "\n");
            }
        }

        /** By somebody who was never told that the log was renamed; and it is looked for before all ends. */
        private void writeLate() throws IOException {
            if (writtenTo.isEmpty() && half.isEmpty() && endsWithNewline(".1")) {
                String line = newLine();
                written.add(line);
                destroyed.add(line);
                log.append(".1", line + "\n");
                readAll();
                log.clock.advance(LOOKED_FOR);
                readAll();
            }
        }

        private boolean endsWithNewline(String suffix) throws IOException {
            if (!Files.exists(log.path(suffix))) {
                return false;
            }
            byte[] bytes = Files.readAllBytes(log.path(suffix));
            return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
        }

        /** The half line stays as it is, the last of its file. */
        private void endOfFile() {
            if (!half.isEmpty()) {
                written.add(half);
                half = "";
            }
        }

        private void poll(int size) {
            unseen.clear();
            LineBatch batch = log.poll();
            if (batch == null) {
                return;
            }
            handedOn.addAll(batch.lines());
            if (batch.count() > 0 && size % 4 == 0) {
                held.add(batch);
            } else if (batch.count() > 0) {
                batch.ticket().release();
            }
        }

        private void readAll() {
            unseen.clear();
            handedOn.addAll(log.read());
        }

        private void restart() throws IOException {
            // What was handed on and not done is done only if it is handed on again.
            held.forEach(batch -> batch.lines().forEach(handedOn::remove));
            held.clear();
            log.restart();
        }

        private boolean isLiveWritten() throws IOException {
            return writtenTo.isEmpty() && Files.exists(log.path("")) && Files.size(log.path("")) > 0;
        }

        /** Nobody can know what stood in a file that was truncated before it was ever looked at. */
        private boolean isLiveReached() throws IOException {
            FileId live = LogFile.look(log.path(""), "").orElseThrow().id();
            return log.offsets.read().orElseThrow().file().equals(live);
        }

        private void rename(boolean create) throws IOException {
            if (!isLiveWritten()) {
                return;
            }
            makeRoom();
            log.rename("", ".1");
            writtenTo = ".1";
            if (create) {
                log.append("", "");
            }
        }

        /** Only now does the writer know that the log was renamed. */
        private void reopen() {
            if (!writtenTo.isEmpty()) {
                endOfFile();
                writtenTo = "";
            }
        }

        private void makeRoom() throws IOException {
            for (int i = rotated; i >= 1; i--) {
                for (String form : List.of("", ".gz")) {
                    if (Files.exists(log.path("." + i + form))) {
                        log.rename("." + i + form, "." + (i + 1) + form);
                    }
                }
            }
            rotated++;
        }

        private void compress(int size, boolean keep) throws IOException {
            int index = 1 + size % Math.max(1, rotated);
            String suffix = "." + index;
            if (suffix.equals(writtenTo) || !Files.exists(log.path(suffix))) {
                return;
            }
            Files.write(log.path(suffix + ".gz"), log.gzipped(suffix));
            Files.setLastModifiedTime(log.path(suffix + ".gz"), Files.getLastModifiedTime(log.path(suffix)));
            if (!keep) {
                if (LogFile.look(log.path(suffix), "")
                        .orElseThrow()
                        .id()
                        .equals(log.offsets.read().orElseThrow().file())) {
                    traceless.addAll(unseen);
                }
                // Kept out of sight, so that no new file gets its inode, which would be a gap to be on the safe side.
                Files.move(log.path(suffix), graveyard.resolve("" + buried++));
            }
        }

        private void copyAndTruncate(int linesBetween) throws IOException {
            if (!isLiveWritten()) {
                return;
            }
            makeRoom();
            log.copy("", ".1");
            endOfFile();
            int lost = isLiveReached() ? linesBetween : 0;
            for (int i = 0; i < lost; i++) {
                String line = newLine();
                written.add(line);
                destroyed.add(line);
                unseen.add(line);
                log.append(line + "\n");
            }
            log.truncate();
        }

        private void truncate() throws IOException {
            if (isLiveWritten() && isLiveReached()) {
                endOfFile();
                destroyed.addAll(linesOf(""));
                log.truncate();
            }
        }

        private void deleteOldest() throws IOException {
            String suffix = "." + rotated;
            if (rotated == 0 || suffix.equals(writtenTo)) {
                return;
            }
            if (Files.exists(log.path(suffix))) {
                destroyed.addAll(linesOf(suffix));
                log.delete(suffix);
            }
            if (Files.exists(log.path(suffix + ".gz"))) {
                destroyed.addAll(linesOfGzip(suffix + ".gz"));
                log.delete(suffix + ".gz");
            }
            rotated--;
        }

        private List<String> linesOf(String suffix) throws IOException {
            return Files.readAllLines(log.path(suffix));
        }

        private List<String> linesOfGzip(String suffix) throws IOException {
            byte[] bytes = new byte[1 << 20];
            try (LogReader reader = new GzipReader(log.path(suffix))) {
                return List.of(new String(bytes, 0, reader.read(0, bytes), ISO_8859_1).split("\n"));
            }
        }

        void end() throws IOException {
            restart();
            reopen();
            if (!half.isEmpty()) {
                rename(false);
                reopen();
            }
            write(0);
            readAll();
        }

        Set<String> missing() {
            Set<String> missing = new LinkedHashSet<>(written);
            missing.removeAll(handedOn);
            return missing;
        }

        @Override
        public void close() throws IOException {
            log.stop();
            try (Stream<Path> files = Files.walk(log.directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
