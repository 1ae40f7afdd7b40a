package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTest {
    private final Gate gate = new Gate();
    private final AtomicReference<Object> passed = new AtomicReference<>();

    @Test
    void letsEverybodyPassAtFirst() throws InterruptedException {
        assertThat(gate.pass()).isTrue();
    }

    @Test
    void holdsBackWhilePaused() throws InterruptedException {
        gate.pause();
        assertThat(gate.isPaused()).isTrue();
        Thread worker = waiting();
        gate.resume();
        worker.join();
        assertThat(passed.get()).isEqualTo(true);
        assertThat(gate.isPaused()).isFalse();
    }

    @Test
    void holdsBackWhileSealedWhateverIsPausedOrResumed() throws InterruptedException {
        gate.seal();
        assertThat(gate.isSealed()).isTrue();
        assertThat(gate.isPaused()).isFalse();
        gate.pause();
        Thread worker = waiting();
        gate.resume();
        assertThat(passed.get()).isNull();
        gate.unseal();
        worker.join();
        assertThat(passed.get()).isEqualTo(true);
        assertThat(gate.isSealed()).isFalse();
    }

    @Test
    void turnsAwayThoseWhoWaitWhenItIsClosed() throws InterruptedException {
        gate.pause();
        Thread worker = waiting();
        gate.close();
        worker.join();
        assertThat(passed.get()).isEqualTo(false);
    }

    @Test
    void staysClosed() throws InterruptedException {
        gate.close();
        gate.resume();
        assertThat(gate.pass()).isFalse();
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void endsTheWaitOfAnInterruptedThread() throws InterruptedException {
        gate.pause();
        Thread worker = waiting();
        worker.interrupt();
        worker.join();
        assertThat(passed.get()).isInstanceOf(InterruptedException.class);
    }

    /** A thread that stands before the gate. */
    private Thread waiting() {
        Thread worker = new Thread(() -> {
            try {
                passed.set(gate.pass());
            } catch (InterruptedException e) {
                passed.set(e);
            }
        });
        worker.setDaemon(true);
        worker.start();
        while (worker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(passed.get()).isNull();
        return worker;
    }
}
