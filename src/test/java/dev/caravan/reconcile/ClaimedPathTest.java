package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Batch;
import dev.caravan.change.Look;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** A path that one exchange has in hand makes the others wait. */
class ClaimedPathTest extends ReconcilerFixture {
    @Test
    void makesATaskWaitWhosePathIsInAnotherExchangesHands() throws IOException {
        Files.createFile(source.resolve("f"));
        Exchange first = exchange();
        assertThat(reconciler.look(task("f"), first).kind()).isEqualTo(Kind.APPLY);
        assertThat(reconciler.look(task("f"), exchange()))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class,
                        wait -> assertThat(wait.until())
                                .isEqualTo(clock.instant().plusSeconds(1)));
        assertThat(claim("f")).isEqualTo(Kind.WAIT);
        assertThat(reconciler.look(task("g"), exchange()).kind()).isEqualTo(Kind.IN_SYNC);

        complete(first);
        assertThat(claim("f")).isEqualTo(Kind.APPLY);
    }

    @Test
    void freesThePathOfAnExchangeThatFailed() throws IOException {
        Exchange first = exchange();
        reconciler.look(task("f"), first);
        first.setException(new IOException("the copy failed"));
        complete(first);
        assertThat(reconciler.look(task("f"), exchange()).kind()).isEqualTo(Kind.IN_SYNC);
    }

    /** A step that is tried again must not wait for itself. */
    @Test
    void knowsTheClaimOfAnExchangeWhoseStepIsTriedAgain() throws IOException {
        Files.createFile(source.resolve("f"));
        Exchange exchange = exchange();
        exchange.setExchangeId("one");
        assertThat(reconciler.look(task("f"), exchange).kind()).isEqualTo(Kind.APPLY);
        assertThat(reconciler.look(task("f"), exchange).kind()).isEqualTo(Kind.APPLY);
        Exchange copy = exchange();
        copy.setExchangeId("one");
        assertThat(reconciler.look(task("f"), copy).kind()).isEqualTo(Kind.APPLY);
        assertThat(reconciler.look(task("f"), exchange()).kind()).isEqualTo(Kind.WAIT);
    }

    private Verdict apply(String path) throws IOException {
        Look look = new Look(clock.instant(), clock.instant());
        Entry entry = Lstat.read(source.resolve(path)).orElseThrow();
        return new Verdict.Apply(task(path), look, entry, Optional.empty(), false);
    }

    private Kind claim(String path) throws IOException {
        Batch batch = reconciler.claim(new Batch(List.of(apply(path)), 1, () -> {}), exchange());
        return batch.verdicts().get(0).kind();
    }
}
