package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Page;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FrontierTest {
    private Frontier frontier = new Frontier(Optional.empty(), 10);

    @Test
    void takesTheFirstInWalkOrderFirst() throws InterruptedException {
        frontier.begun();
        found("a", "c");
        assertThat(begin()).isEqualTo("a");
        found("a/x", "a/y");
        found("b/z");
        assertThat(frontier.pending()).isEqualTo(4);
        assertThat(begin()).isEqualTo("a/x");
        assertThat(begin()).isEqualTo("a/y");
        assertThat(begin()).isEqualTo("b/z");
        assertThat(begin()).isEqualTo("c");
        assertThat(frontier.pending()).isZero();
    }

    @Test
    void endsWhenNothingIsInHandAnyMore() throws Exception {
        frontier.begun();
        CompletableFuture<Boolean> isOver = CompletableFuture.supplyAsync(this::isOver);
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(isOver).isNotDone();
        frontier.ended(null);
        assertThat(isOver.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void hasSoManyInHandAtMost() throws Exception {
        frontier = new Frontier(Optional.empty(), 1);
        found("a", "b");
        assertThat(begin()).isEqualTo("a");
        CompletableFuture<String> next = CompletableFuture.supplyAsync(this::begin);
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(next).isNotDone();
        frontier.ended(null);
        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("b");
    }

    @Test
    void isAtTheFirstThatIsUnsettledOrNotBegun() {
        assertThat(frontier.position()).isEmpty();
        found("b", "d");
        assertThat(frontier.position()).contains(new RelativePath("b"));
        assertThat(begin()).isEqualTo("b");
        frontier.unsettled(new RelativePath("b"));
        assertThat(begin()).isEqualTo("d");
        frontier.unsettled(new RelativePath("d"));
        // What waits for quiet in the first keeps the position there, whatever else is done.
        frontier.settled(new RelativePath("d"));
        assertThat(frontier.position()).contains(new RelativePath("b"));
        frontier.settled(new RelativePath("b"));
        assertThat(frontier.position()).isEmpty();
    }

    @Test
    void leavesOutWhatIsBeforeThePlaceWhereItGoesOn() {
        frontier = new Frontier(Optional.of(new RelativePath("b/x")), 10);
        found("a", "b", "c");
        assertThat(frontier.pending()).isEqualTo(2);
        assertThat(begin()).isEqualTo("b");
        found("b/w", "b/x", "b/y");
        assertThat(begin()).isEqualTo("b/x");
        found("b/x/1");
        assertThat(begin()).isEqualTo("b/x/1");
        assertThat(begin()).isEqualTo("b/y");
        assertThat(begin()).isEqualTo("c");
    }

    private void found(String... paths) {
        frontier.found(Arrays.stream(paths)
                .map(path -> new Directories.Found(new RelativePath(path), Page.Copy.OF_EQUAL_TIMES, Ticket.NONE))
                .toList());
    }

    private String begin() {
        try {
            Directories.Step step = frontier.next().orElseThrow();
            return ((Directories.Step.Begin) step).found().directory().latin1();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isOver() {
        try {
            return frontier.next().isEmpty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
