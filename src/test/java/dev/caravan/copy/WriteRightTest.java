package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WriteRightTest {
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger questions = new AtomicInteger();
    private Right answer = Right.HELD;

    private final WriteRight right = new WriteRight(
            new Ticket() {
                @Override
                public Right right() {
                    questions.incrementAndGet();
                    return answer;
                }

                @Override
                public void retain() {}

                @Override
                public void release() {}

                @Override
                public Ticket merge(Ticket other) {
                    return this;
                }

                @Override
                public boolean covers(Ticket other) {
                    return true;
                }
            },
            nanoTime::get);

    @Test
    void isAskedForOnceASecondAtMost() throws IOException {
        assertThat(right.isHeld()).isTrue();
        for (int i = 0; i < 30; i++) {
            nanoTime.addAndGet(Duration.ofMillis(100).toNanos());
            assertThat(right.isHeldLately()).isTrue();
        }

        assertThat(questions).hasValue(1 + 3);
    }

    @Test
    void isAskedForAtOnceWhereThatIsWanted() throws IOException {
        assertThat(right.isHeld()).isTrue();
        answer = Right.LOST;

        assertThat(right.isHeldLately()).isTrue();
        assertThat(right.isHeld()).isFalse();
        assertThat(right.isLost()).isTrue();
    }

    @Test
    void isLostForGood() throws IOException {
        answer = Right.LOST;
        assertThat(right.isHeld()).isFalse();
        answer = Right.HELD;
        nanoTime.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(right.isHeldLately()).isFalse();
        assertThat(right.isHeld()).isFalse();
    }
}
