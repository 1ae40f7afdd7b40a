package dev.caravan.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnThreadsTest {
    private static final long NOW = 1_700_001_000L;
    private static final long MICROS = 1_000_000;

    @TempDir
    Path proc;

    private long now = NOW;

    private OwnThreads threads;

    @BeforeEach
    void upFor1000Seconds() throws IOException {
        Files.writeString(proc.resolve("uptime"), "1000.00 1900.12\n");
        threads = new OwnThreads(proc, new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(now);
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        });
    }

    /** As the kernel writes it: the name may hold anything, brackets and spaces too. */
    private void thread(long id, long startTicks) throws IOException {
        Path stat = proc.resolve("self/task/" + id + "/stat");
        Files.createDirectories(stat.getParent());
        Files.writeString(
                stat,
                id + " (a) b (Camel) S 1 5981 5981 0 -1 4194368 1054 0 0 0 7 3 0 0 20 0 31 0 " + startTicks
                        + " 4294967 5000 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0\n");
    }

    private boolean contains(long id, long second) {
        return threads.contain(id, second * MICROS);
    }

    @Test
    void knowsALineOfAThreadThatLivedThen() throws IOException {
        thread(42, 50_000); // started 500 s ago
        assertThat(contains(42, NOW - 10)).isTrue();
        assertThat(contains(42, NOW - 498)).isTrue();
    }

    @Test
    void doubtsALineFromBeforeTheThreadOrJustAfterItsStart() throws IOException {
        thread(42, 50_000);
        assertThat(contains(42, NOW - 499)).isFalse();
        assertThat(contains(42, NOW - 600)).isFalse();
    }

    @Test
    void doubtsAThreadThatIsNotThere() {
        assertThat(contains(42, NOW - 10)).isFalse();
        assertThat(contains(0, NOW - 10)).isFalse();
        assertThat(contains(-1, NOW - 10)).isFalse();
    }

    @Test
    void looksAgainForLinesAfterTheLastLook() throws IOException {
        thread(42, 50_000);
        assertThat(contains(42, NOW - 10)).isTrue();
        Files.delete(proc.resolve("self/task/42/stat"));
        now = NOW + 60;

        assertThat(contains(42, NOW - 5)).as("before the last look").isTrue();
        assertThat(contains(42, NOW + 5)).as("somebody else's by now").isFalse();
    }

    @Test
    void takesAReusedIdForTheNewThreadOnly() throws IOException {
        thread(42, 50_000);
        assertThat(contains(42, NOW - 10)).isTrue();
        thread(42, 102_000); // started 20 s after NOW
        now = NOW + 60;
        Files.writeString(proc.resolve("uptime"), "1060.00 1900.12\n");

        assertThat(contains(42, NOW + 10)).isFalse();
        assertThat(contains(42, NOW + 30)).isTrue();
    }

    @Test
    void findsAThreadIdThatWasNobodysBefore() throws IOException {
        assertThat(contains(42, NOW - 10)).isFalse();
        thread(42, 100_500);
        now = NOW + 60;
        Files.writeString(proc.resolve("uptime"), "1060.00 1900.12\n");

        assertThat(contains(42, NOW + 30)).isTrue();
    }

    @Test
    void knowsThisProcess() throws IOException {
        OwnThreads own = OwnThreads.ofThisProcess(Clock.systemUTC());
        boolean told =
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString().equals("pid:[4026531836]");
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        long pid = ProcessHandle.current().pid();
        assumeTrue(told, "inside a container the ids of a log are not ours");

        await().atMost(5, TimeUnit.SECONDS)
                .until(() -> own.contain(pid, Clock.systemUTC().instant().getEpochSecond() * MICROS));
        assertThat(own.contain(pid, start.minusSeconds(60).getEpochSecond() * MICROS))
                .isFalse();
        assertThat(own.contain(1, Clock.systemUTC().instant().getEpochSecond() * MICROS))
                .isFalse();
    }
}
