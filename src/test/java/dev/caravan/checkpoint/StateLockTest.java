package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.caravan.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    Path state;

    /** Another process that takes the lock and holds it until it is killed. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("resource") // held for good
        public static void main(String[] folder) throws IOException {
            StateLock.acquire(Path.of(folder[0]));
            System.out.write('L');
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void isHadByOneAtATime() throws IOException {
        try (StateLock first = StateLock.acquire(state)) {
            assertThat(first).isNotNull();
            assertRefused();
        }
        assertThatCode(() -> StateLock.acquire(state).close()).doesNotThrowAnyException();
    }

    @Test
    void isHadByOneProcessAtATimeAndFreeWhenThatIsKilled() throws Exception {
        Process holder = start();
        try {
            assertRefused();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThatCode(() -> StateLock.acquire(state).close()).doesNotThrowAnyException();
    }

    @Test
    void namesTheProcessThatHasItUntilThatIsKilled() throws Exception {
        assertThat(StateLock.holder(state)).isEmpty();
        Process holder = start();
        try {
            assertThat(StateLock.holder(state)).map(LockHolder::pid).hasValue(holder.pid());
            assertRefused();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(lock()).isNotEmptyFile();
        assertThat(StateLock.holder(state)).isEmpty();
    }

    @Test
    void namesNobodyOnceItIsGivenBack() throws IOException {
        StateLock.acquire(state).close();
        assertThat(StateLock.holder(state)).isEmpty();
        assertThat(lock()).isEmptyFile();
    }

    @Test
    void doesNotTakeARecycledPidForItsHolder() throws IOException {
        LockHolder self = LockHolder.self();
        assertThat(self.isAlive()).isTrue();
        for (LockHolder other : List.of(
                new LockHolder(self.pid(), self.startTicks() + 1, self.boot(), self.host()),
                new LockHolder(self.pid(), self.startTicks(), "another boot", self.host()))) {
            Files.write(lock(), Json.MAPPER.writeValueAsBytes(other));
            assertThat(StateLock.holder(state)).isEmpty();
        }
    }

    @Test
    void warnsOfAnEarlierHolderOnAnotherHostWhichTheLockMayNotReach() throws IOException {
        LockHolder self = LockHolder.self();
        try (LogCapture log = new LogCapture(StateLock.class)) {
            Files.write(lock(), Json.MAPPER.writeValueAsBytes(new LockHolder(7, 1, "another boot", self.host())));
            StateLock.acquire(state).close();
            assertThat(log.messages(Level.WARN)).as("this host was booted").isEmpty();
            Files.write(lock(), Json.MAPPER.writeValueAsBytes(new LockHolder(7, 1, "another boot", "far-away")));
            StateLock.acquire(state).close();
            assertThat(log.messages(Level.WARN)).singleElement().asString().contains("process 7 on far-away");
        }
    }

    @Test
    void saysWhereAHolderThatCannotBeSeenIs() throws Exception {
        Process holder = start();
        try {
            Files.write(lock(), Json.MAPPER.writeValueAsBytes(new LockHolder(7, 1, "boot", "far-away")));
            assertThatThrownBy(() -> StateLock.holder(state))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("process 7 on far-away", "cannot be seen from here");
            Files.writeString(lock(), "{");
            assertThatThrownBy(() -> StateLock.holder(state)).hasMessageContaining("does not say who it is");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    private Path lock() {
        return state.resolve("lock");
    }

    private Process start() throws IOException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.getInputStream().read()).isEqualTo('L');
        return holder;
    }

    private void assertRefused() {
        assertThatThrownBy(() -> StateLock.acquire(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another caravan uses it");
    }
}
