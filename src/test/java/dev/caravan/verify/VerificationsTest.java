package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Ticket;
import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever ends a pass, the next one can be made. */
@Timeout(60)
class VerificationsTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(1)));
    private Comparing comparing;
    private Verifications verifications;
    private Comparisons comparisons;
    private WholeWalk walks = this::walkAtOnce;

    @BeforeEach
    void makeTrees() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.writeString(source.resolve("f"), "content");
        comparing = new Comparing(source, target, clock);
        verifications = new Verifications(
                comparing.verifier, ticket -> walks.begin(ticket), () -> false, Comparing.QUIET, clock);
        comparisons = new Comparisons(comparing.verifier, verifications, 2, clock);
    }

    private Future<Boolean> walkAtOnce(Ticket ticket) {
        try {
            comparing.walk();
        } catch (IOException | InterruptedException e) {
            return CompletableFuture.failedFuture(e);
        }
        ticket.release();
        return CompletableFuture.completedFuture(true);
    }

    @Test
    void comparesBothTrees() throws Exception {
        assertThat(verifications.verify(VerifyOptions.ATTRIBUTES).pass().missing())
                .isEqualTo(1);
    }

    @Test
    void isIncompleteWhereTheWalkFailed() throws Exception {
        walks = ticket -> CompletableFuture.failedFuture(new IllegalStateException("nobody foresaw"));
        assertThat(verifications.verify(VerifyOptions.ATTRIBUTES).pass().complete())
                .isFalse();
    }

    @Test
    void canBeMadeAgainAfterOneThatWasInterrupted() throws Exception {
        CompletableFuture<Boolean> endless = new CompletableFuture<>();
        walks = ticket -> endless;
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> verifications.verify(VerifyOptions.ATTRIBUTES))
                .isInstanceOf(InterruptedException.class);
        endless.complete(true);
        walks = this::walkAtOnce;
        assertThat(verifications.verify(VerifyOptions.ATTRIBUTES).pass().missing())
                .isEqualTo(1);
    }

    @Test
    void canBeMadeAgainAfterOneThatFailed() throws Exception {
        walks = ticket -> {
            throw new AssertionError("nobody foresaw");
        };
        assertThatThrownBy(() -> verifications.verify(VerifyOptions.ATTRIBUTES)).isInstanceOf(AssertionError.class);
        walks = this::walkAtOnce;
        assertThat(verifications.verify(VerifyOptions.ATTRIBUTES).pass().missing())
                .isEqualTo(1);
    }

    @Test
    void doesNotTakeThePagesOfAnEarlierWalkForItsOwn() throws Exception {
        CompletableFuture<Boolean> earlier = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        walks = ticket -> {
            asked.countDown();
            return earlier;
        };
        VerifyRun stopped = comparisons.beginWhole();
        asked.await();
        stopped.stop();
        await().until(() -> stopped.result().isPresent());
        walks = this::walkAtOnce;
        VerifyRun next = comparisons.beginWhole();
        // Of no pass.
        comparing.walk();
        assertThat(next.result()).isEmpty();
        earlier.complete(true);
        await().until(() -> next.result().isPresent());
        assertFoundTheMissingFile(next);
    }

    @Test
    void comparesEntriesAlone() {
        VerifyRun comparison = comparisons.begin(Set.of(RelativePath.ROOT, new RelativePath("f")));
        await().until(() -> comparison.result().isPresent());
        assertFoundTheMissingFile(comparison);
        assertThat(comparison.progress()).isEqualTo("2 of 2 entries");
    }

    @Test
    void saysThatOneFailedWhateverItFailedOf() {
        walks = ticket -> {
            throw new AssertionError("nobody foresaw");
        };
        VerifyRun failed = comparisons.beginWhole();
        await().dontCatchUncaughtExceptions().until(() -> failed.result().isPresent());
        VerifyRun.Result result = failed.result().orElseThrow();
        assertThat(result.isEqual()).isFalse();
        assertThat(result.examples()).singleElement(STRING).contains("the comparison failed", "nobody foresaw");
        walks = this::walkAtOnce;
        VerifyRun next = comparisons.beginWhole();
        await().until(() -> next.result().isPresent());
        assertFoundTheMissingFile(next);
    }

    private static void assertFoundTheMissingFile(VerifyRun comparison) {
        VerifyRun.Result result = comparison.result().orElseThrow();
        assertThat(result.errors()).isZero();
        // The root's own times may differ, too.
        assertThat(result.examples())
                .filteredOn(example -> example.contains("missing on the target"))
                .containsExactly("f: missing on the target: file");
    }
}
