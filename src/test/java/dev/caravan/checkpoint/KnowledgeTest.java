package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.Window;
import dev.caravan.testing.Entries;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeTest {
    private static final Knowledge.Margins MARGINS =
            new Knowledge.Margins(Duration.ofMinutes(10), Duration.ofSeconds(5));

    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock();
    private final List<Gap> gaps = new ArrayList<>();

    private Knowledge open() throws IOException {
        Knowledge knowledge = new Knowledge(state, MARGINS, clock);
        knowledge.open(gaps::add);
        return knowledge;
    }

    private void walked(Knowledge knowledge, Instant began) {
        knowledge.look(() -> Optional.of(began), Durability.GIVEN);
    }

    @Test
    void knowsSinceTheBeginningOfTheMigration() throws IOException {
        open().end(true);
        clock.advance(Duration.ofHours(1));
        assertThat(open().known().base().since()).isEqualTo(SettableClock.START.minus(MARGINS.source()));
    }

    @Test
    void knowsSinceTheLastCompleteWalkOnceThatIsOnTheTargetsDisk() throws IOException {
        Knowledge knowledge = open();
        clock.advance(Duration.ofHours(1));
        Instant began = clock.instant();
        CompletableFuture<Void> covered = new CompletableFuture<>();
        Durability later = new Durability() {
            @Override
            public CompletableFuture<Void> covered() {
                return covered;
            }

            @Override
            public void flush() {
                throw new AssertionError("nobody is in a hurry");
            }

            @Override
            public void await() {}
        };
        knowledge.look(() -> Optional.of(began), later);
        assertThat(knowledge.known().base().since()).isBefore(SettableClock.START);
        covered.complete(null);
        assertThat(knowledge.known().base().since()).isEqualTo(began.minus(MARGINS.source()));
        knowledge.end(true);
        assertThat(open().known().base().since()).isEqualTo(began.minus(MARGINS.source()));
    }

    private static final RelativePath FILE = new RelativePath("d/f");

    /** Young enough that its times alone prove nothing, and old enough that a copy of it proves something. */
    private Entry young() {
        return Entries.changed(Entries.file(), clock.instant().minusSeconds(60));
    }

    private KnownEqual.Trust trust(Knowledge knowledge, Entry file) {
        return knowledge.known().of(FILE, file, file);
    }

    @Test
    void remembersWhatWasProvenOfAFileBeyondTheProcess() throws IOException {
        Knowledge first = open();
        Entry file = young();
        first.known().proved(FILE, file, file, clock.instant());
        first.end(true);
        clock.advance(Duration.ofSeconds(10));
        assertThat(trust(new Knowledge(state, MARGINS, clock), file)).isEqualTo(KnownEqual.Trust.EQUAL);
        Knowledge second = open();
        assertThat(trust(second, file)).isEqualTo(KnownEqual.Trust.EQUAL);
        assertThat(trust(second, Entries.changed(file, file.changed().plusNanos(1))))
                .isEqualTo(KnownEqual.Trust.IN_DOUBT);
        second.end(true);
        assertThat(trust(open(), file)).isEqualTo(KnownEqual.Trust.EQUAL);
    }

    @Test
    void remembersNothingOfAFileBeyondACrash() throws IOException {
        Knowledge first = open();
        Entry file = young();
        first.known().proved(FILE, file, file, clock.instant());
        first.end(true);
        // This one has begun to write, and does not end in order.
        open();
        assertThat(state.resolve("known-files.bin")).doesNotExist();
        assertThat(trust(open(), file)).isEqualTo(KnownEqual.Trust.IN_DOUBT);
    }

    @Test
    void remembersNothingOfAFileWhereNotAllIsOnTheDisk() throws IOException {
        Knowledge first = open();
        Entry file = young();
        first.known().proved(FILE, file, file, clock.instant());
        first.end(false);
        assertThat(trust(open(), file)).isEqualTo(KnownEqual.Trust.IN_DOUBT);
    }

    @Test
    void comparesAgainWhatADamagedFileHolds() throws IOException {
        Knowledge first = open();
        Entry file = young();
        first.known().proved(FILE, file, file, clock.instant());
        first.end(true);
        byte[] bytes = Files.readAllBytes(state.resolve("known-files.bin"));
        for (byte[] damaged :
                List.of(Arrays.copyOf(bytes, bytes.length - 8), flipped(bytes, 20), new byte[0], new byte[3])) {
            Files.write(state.resolve("known-files.bin"), damaged);
            assertThat(trust(new Knowledge(state, MARGINS, clock), file)).isEqualTo(KnownEqual.Trust.IN_DOUBT);
        }
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 1;
        return flipped;
    }

    @Test
    void doubtsWhatACrashMayHaveKeptFromTheDiskUntilAWalkOfThisProcess() throws IOException {
        Knowledge first = open();
        clock.advance(Duration.ofSeconds(60));
        Instant covered = clock.instant();
        first.covered(covered);
        first.begins();
        clock.advance(Duration.ofSeconds(30));
        Knowledge second = open();
        Instant restarted = clock.instant();
        assertThat(second.known().base().unsynced())
                .isEqualTo(new Window(covered, restarted).widenedBy(MARGINS.target()));
        walked(second, covered);
        assertThat(second.known().base().unsynced()).isNotNull();
        clock.advance(Duration.ofSeconds(1));
        walked(second, clock.instant());
        assertThat(second.known().base().unsynced()).isNull();
        second.end(true);
        assertThat(open().known().base().unsynced()).isNull();
    }

    @Test
    void recordsWhatTheDiskLost() throws IOException {
        Knowledge knowledge = open();
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(60));
        knowledge.lost(since, new IOException("Input/output error"));
        assertThat(gaps).hasSize(1);
        assertThat(gaps.get(0).directory()).isEqualTo(RelativePath.ROOT);
        Window lost = new Window(since, clock.instant()).widenedBy(MARGINS.target());
        assertThat(knowledge.known().base().lost()).isEqualTo(lost);
        knowledge.end(true);
        Knowledge next = open();
        assertThat(next.known().base().lost()).isEqualTo(lost);
        clock.advance(Duration.ofSeconds(1));
        walked(next, clock.instant());
        assertThat(next.known().base().lost()).isNull();
    }

    @Test
    void remembersOnDiskWhatWasMovedBeforeAnyMarkPasses() throws IOException {
        Knowledge knowledge = open();
        RelativePath moved = new RelativePath("d/\u00ff");
        knowledge.known().moved(moved, clock.instant());
        knowledge.begins();
        assertThat(open().known().moved()).containsOnlyKeys(moved);
        clock.advance(Duration.ofSeconds(1));
        walked(knowledge, clock.instant());
        knowledge.begins();
        assertThat(open().known().moved()).isEmpty();
    }

    @Test
    void knowsLessWhereTheClockWasSetBack() throws IOException {
        Knowledge knowledge = open();
        clock.advance(Duration.ofHours(-2));
        knowledge.look(Optional::empty, Durability.GIVEN);
        assertThat(knowledge.known().base().since())
                .isBetween(
                        SettableClock.START
                                .minus(MARGINS.source())
                                .minus(Duration.ofHours(2))
                                .minusSeconds(60),
                        SettableClock.START.minus(MARGINS.source()).minus(Duration.ofHours(2)));
    }

    @Test
    void takesTheLastWalkOfAnOlderStateForTheBeginning() throws IOException {
        Files.writeString(
                state.resolve("walk.json"),
                "{\"format\":1,\"feed\":\"walk\",\"position\":{\"began\":\"2020-01-01T00:00:00Z\",\"next\":null}}");
        assertThat(open().known().base().since())
                .isEqualTo(Instant.parse("2020-01-01T00:00:00Z").minus(MARGINS.source()));
    }

    @Test
    void refusesADamagedFile() throws IOException {
        Files.writeString(state.resolve(Knowledge.FILE), "{\"format\":1");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("known.json: is damaged")
                .hasMessageContaining("verify --content --repair");
    }
}
