package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
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
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('L');
            assertRefused();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThatCode(() -> StateLock.acquire(state).close()).doesNotThrowAnyException();
    }

    private void assertRefused() {
        assertThatThrownBy(() -> StateLock.acquire(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another caravan uses it");
    }
}
