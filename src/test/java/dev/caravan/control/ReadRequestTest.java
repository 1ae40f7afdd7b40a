package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadRequestTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    private final ReadRequest readOn = new ReadRequest();

    @Test
    void waitsForAReadThatBeganAfterTheQuestion() throws Exception {
        long before = readOn.asked();
        CompletableFuture<Boolean> answer = ask(LONG);
        readOn.awaitQuestion(before, LONG);
        // This one was under way already.
        readOn.reachedEnd("log", before);
        assertThat(answer).isNotDone();
        readOn.reachedEnd("log", readOn.asked());
        assertThat(answer.get()).isTrue();
    }

    @Test
    void waitsForEachFeedThatIsFollowed() throws Exception {
        readOn.follows("one");
        readOn.follows("two");
        CompletableFuture<Boolean> answer = ask(LONG);
        readOn.awaitQuestion(0, LONG);
        readOn.reachedEnd("one", readOn.asked());
        assertThat(answer).isNotDone();
        readOn.reachedEnd("two", readOn.asked());
        assertThat(answer.get()).isTrue();
    }

    @Test
    void givesUpWhereTheFeedDoesNotComeToItsEnd() throws InterruptedException {
        assertThat(readOn.toTheEnd(Duration.ofMillis(20))).isFalse();
    }

    @Test
    void wakesTheFeed() throws Exception {
        long known = readOn.asked();
        readOn.awaitQuestion(known, Duration.ofMillis(20));
        readOn.ask();
        long begin = System.nanoTime();
        readOn.awaitQuestion(known, LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
    }

    private CompletableFuture<Boolean> ask(Duration atMost) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return readOn.toTheEnd(atMost);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
