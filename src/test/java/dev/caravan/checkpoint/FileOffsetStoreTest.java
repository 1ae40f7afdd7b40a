package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.caravan.change.Durability;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.LogCapture;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FileOffsetStoreTest {
    /** Like the tail's: with a method that must not become a field of the file. */
    record Position(String fingerprint, long offsetBytes, Instant seen) {
        public boolean isStart() {
            return offsetBytes == 0;
        }
    }

    @TempDir
    Path state;

    private final SettableClock clock = new SettableClock();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final FaultyDisk disk = FaultyDisk.sound();

    private FileOffsetStore<Position> store(Disk on) throws IOException {
        return new FileOffsetStore<>(state, "client-log", Position.class, clock, meters, on);
    }

    private static Position at(long offsetBytes) {
        return new Position("ab\u00e9", offsetBytes, SettableClock.START);
    }

    private Optional<Position> onDisk() throws IOException {
        // A copy, since a start removes the temporary file, which may be just being written.
        Path copy = Files.createTempDirectory(state, "copy");
        Files.copy(state.resolve("client-log.json"), copy.resolve("client-log.json"));
        return new FileOffsetStore<>(copy, "client-log", Position.class, clock, new SimpleMeterRegistry(), Disk.REAL)
                .read();
    }

    @Test
    void writesAMarkOnceWhatIsDoneIsOnTheTargetsDisk() throws IOException {
        Deque<CompletableFuture<Void>> asked = new ArrayDeque<>();
        Durability later = new Durability() {
            @Override
            public CompletableFuture<Void> covered() {
                asked.add(new CompletableFuture<>());
                return asked.getLast();
            }

            @Override
            public void flush() {
                throw new AssertionError("nobody is in a hurry");
            }

            @Override
            public void await() {}
        };
        try (FileOffsetStore<Position> store =
                new FileOffsetStore<>(state, "client-log", Position.class, clock, meters, later, disk)) {
            // Nothing is done before the first.
            store.begin(at(0));
            assertThat(onDisk()).contains(at(0));
            store.issue(at(1)).release();
            pass(store);
            store.issue(at(2)).release();
            pass(store);
            assertThat(onDisk()).contains(at(0));
            assertThat(asked).hasSize(1);
            asked.poll().complete(null);
            pass(store);
            // The mark for which it was asked, and not what was done since.
            assertThat(onDisk()).contains(at(1));
            asked.poll().completeExceptionally(new IOException("lost"));
            pass(store);
            assertThat(onDisk()).contains(at(1));
            asked.poll().complete(null);
            pass(store);
            assertThat(onDisk()).contains(at(2));
            store.issue(at(3)).release();
        }
        assertThat(onDisk()).contains(at(2));
    }

    private void pass(FileOffsetStore<Position> store) {
        clock.advance(Duration.ofSeconds(1));
        store.flushIfDue();
    }

    @Test
    void givesNothingForAFeedThatWasNeverFollowed() throws IOException {
        assertThat(store(disk).read()).isEmpty();
    }

    @Test
    void givesBackWhatWasDoneAtTheStop() throws IOException {
        try (FileOffsetStore<Position> store = store(disk)) {
            store.begin(at(5));
            store.issue(at(10)).release();
            store.issue(at(20));
            store.issue(at(30)).release();
        }

        assertThat(onDisk()).contains(at(10));
    }

    @Test
    void isOnDiskAsSoonAsAFeedBegins() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        store.begin(at(5));
        store.begin(at(6));

        assertThat(onDisk()).contains(at(6));
    }

    @Test
    void keepsPathsThatAreNoText() throws IOException {
        RelativePath path = new RelativePath("d\u00ff\u0001/{{x}} \"\\");
        try (FileOffsetStore<RelativePath> store =
                new FileOffsetStore<>(state, "walk", RelativePath.class, clock, meters, disk)) {
            store.begin(path);
        }

        assertThat(Files.readAllBytes(state.resolve("walk.json"))).doesNotContain(0xff, 0xc3);
        assertThat(new FileOffsetStore<>(state, "walk", RelativePath.class, clock, meters, disk).read())
                .contains(path);
    }

    @Test
    void writesAtMostOnceASecond() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        store.begin(at(0));
        for (int i = 1; i <= 30; i++) {
            clock.advance(Duration.ofMillis(100));
            store.issue(at(i)).release();
            store.flushIfDue();
        }

        assertThat(meters.get("caravan.checkpoint.writes").counter().count()).isEqualTo(1 + 3);
        assertThat(onDisk()).contains(at(30));
    }

    @Test
    void writesNothingWhereNothingWasDone() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        store.begin(at(0));
        store.issue(at(1));
        clock.advance(Duration.ofHours(1));
        store.flushIfDue();
        store.close();

        assertThat(meters.get("caravan.checkpoint.writes").counter().count()).isEqualTo(1);
    }

    @Test
    void goesOnWritingAfterTheClockWasSetBack() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        store.begin(at(0));
        clock.advance(Duration.ofHours(-1));
        store.issue(at(1)).release();
        store.flushIfDue();

        assertThat(onDisk()).contains(at(1));
    }

    @Test
    void isWrittenByTheSchedulerUntilClosed() throws IOException {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            FileOffsetStore<Position> store = new FileOffsetStore<>(
                    state, "client-log", Position.class, clock, meters, Durability.GIVEN, scheduler);
            store.begin(at(0));
            clock.advance(Duration.ofSeconds(1));
            store.issue(at(1)).release();
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> onDisk().equals(Optional.of(at(1))));

            store.close();
            assertThat(scheduler.shutdownNow()).allMatch(task -> ((Future<?>) task).isCancelled());
        } finally {
            scheduler.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasTheOldMarkOrTheNewAfterACrashAtAnyStep(FaultyDisk.Crash crash) throws IOException {
        boolean crashed = true;
        for (int step = 0; crashed; step++) {
            Files.deleteIfExists(state.resolve("client-log.json"));
            try (FileOffsetStore<Position> store = store(Disk.REAL)) {
                store.begin(at(1));
            }
            FaultyDisk crashing = FaultyDisk.crashingAt(step, crash);
            FileOffsetStore<Position> store = store(crashing);
            store.issue(at(2)).release();
            store.flushIfDue();
            crashed = crashing.hasCrashed();

            assertThat(store(Disk.REAL).read())
                    .as("crash %s step %s", crash, step)
                    .isIn(Optional.of(at(1)), Optional.of(at(2)));
            assertThat(state.resolve("client-log.json.tmp")).doesNotExist();
            assertThat(crashing.steps()).isPositive();
        }
        assertThat(onDisk()).contains(at(2));
    }

    @Test
    void everyStepOfAWriteIsTakenInTurn() throws IOException {
        store(disk).begin(at(1));

        // write, force, rename, force of the directory: the crash test goes through all of these
        assertThat(disk.steps()).isEqualTo(4);
    }

    @Test
    void keepsTheOldMarkWhileTheDiskIsFullAndSaysSoOnce() throws IOException {
        try (LogCapture log = new LogCapture(FileOffsetStore.class)) {
            FileOffsetStore<Position> store = store(disk);
            store.begin(at(0));
            disk.full(true);
            store.issue(at(1)).release();
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofSeconds(1));
                store.flushIfDue();
            }
            assertThat(onDisk()).contains(at(0));
            assertThat(log.messages(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains("client-log.json: cannot be written: IOException (No space left on device)");

            disk.full(false);
            clock.advance(Duration.ofSeconds(1));
            store.flushIfDue();
            assertThat(onDisk()).contains(at(1));
        }
    }

    @Test
    void saysThatTheLastMarkCouldNotBeWritten() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        store.issue(at(1)).release();
        disk.full(true);

        assertThatThrownBy(store::close).isInstanceOf(IOException.class).hasMessageContaining("repeats more work");
    }

    @Test
    void writesAlthoughItsThreadIsInterrupted() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        Thread.currentThread().interrupt();
        store.begin(at(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(onDisk()).contains(at(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | no \"format\"",
                "{ | damaged",
                "nonsense | damaged",
                "[] | no \"format\"",
                "{} | no \"format\"",
                "{\"format\":1,\"feed\":\"client-log\"} | position",
                "{\"format\":1,\"feed\":\"client-log\",\"position\":null} | position",
                "{\"format\":1,\"feed\":\"client-log\",\"position\":{\"fingerprint\":\"a\",\"seen\":\"2026-03-26T12:00:00Z\"}} | damaged",
                "{\"format\":1,\"feed\":\"client-log\",\"position\":{\"fingerprint\":\"a\",\"offsetBytes\":\"x\",\"seen\":null}} | damaged",
                "{\"format\":1,\"feed\":\"client-log\",\"position\":{\"fingerprint\":\"a\",\"offsetBytes\":1,\"seen\":null,\"more\":1}} | damaged",
                "{\"format\":1,\"feed\":\"walk\",\"position\":{}} | belongs to feed \"walk\"",
                "{\"format\":2,\"feed\":\"client-log\",\"position\":{}} | format 2 is newer",
            })
    void stopsTheStartWhereTheFileHoldsNoCheckpoint(String content, String reason) throws IOException {
        Path file = state.resolve("client-log.json");
        Files.writeString(file, content, UTF_8);

        assertThatThrownBy(() -> store(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("client-log.json")
                .hasMessageContaining(reason)
                .hasMessageContaining("restore the file from a copy, or delete it");
        assertThat(file).hasContent(content);
    }

    @Test
    void stopsTheStartWhereTheFileCannotBeRead() throws IOException {
        Files.createDirectory(state.resolve("client-log.json"));

        assertThatThrownBy(() -> store(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("client-log.json: cannot be used")
                .hasMessageContaining("delete it");
    }

    @Test
    void makesTheFolderOfTheState() throws IOException {
        Path folder = state.resolve("a/b");
        try (FileOffsetStore<Position> store =
                new FileOffsetStore<>(folder, "client-log", Position.class, clock, meters, disk)) {
            store.begin(at(1));
        }
        Path link = Files.createSymbolicLink(state.resolve("link"), folder);

        assertThat(new FileOffsetStore<>(link, "client-log", Position.class, clock, meters, disk).read())
                .contains(at(1));
    }

    @Test
    void countsTheTicketsThatAreOut() throws IOException {
        FileOffsetStore<Position> store = store(disk);
        List<Ticket> tickets = List.of(store.issue(at(1)), store.issue(at(2)), store.issue(at(3)));
        tickets.get(1).release();

        assertThat(meters.get("caravan.checkpoint.tickets").gauge().value()).isEqualTo(2);
    }
}
