package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.app.Engine;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunProgressTest {
    private final Map<String, Long> meters = new HashMap<>();
    private final Engine.Running running = (Engine.Running) Proxy.newProxyInstance(
            Engine.Running.class.getClassLoader(),
            new Class<?>[] {Engine.Running.class},
            (proxy, method, arguments) -> method.getName().equals("heldUntil")
                    ? Optional.empty()
                    : meters.getOrDefault((String) arguments[0], 0L));
    private int estimates;
    private final RunProgress progress = new RunProgress(running, () -> {
        estimates++;
        return new WalkEstimate(OptionalLong.of(60_000));
    });
    private final List<String> lines = new ArrayList<>();
    private int second;

    @Test
    void saysNothingWhileNothingIsDone() {
        pass(600);
        assertThat(lines).isEmpty();
        assertThat(estimates).as("questions to the source").isZero();
    }

    @Test
    void tellsOfEachWalkFromItsBeginOncePerMinute() {
        meters.put("caravan.walk.entries", 1_000_000L);
        meters.put("caravan.copy.entries", 7_000L);
        pass(90);
        assertThat(lines).hasSize(1);
        lines.clear();

        meters.put("caravan.walk.busy", 1L);
        pass(1);
        assertThat(lines).isEmpty();
        for (int each = 0; each < 150; each++) {
            meters.merge("caravan.walk.entries", 100L, Long::sum);
            meters.merge("caravan.walk.directories", 1L, Long::sum);
            meters.merge("caravan.copy.entries", 2L, Long::sum);
            meters.merge("caravan.copy.bytes", 2048L, Long::sum);
            pass(1);
        }
        assertThat(lines)
                .containsExactly(
                        "walk: 1 min 0 s | seen 6,000 of about 60,000 entries in 60 directories"
                                + " | copied 120, 120.0 KiB, 2.0 KiB/s | failed 0 | about 9 min 0 s left",
                        "walk: 2 min 0 s | seen 12,000 of about 60,000 entries in 120 directories"
                                + " | copied 240, 240.0 KiB, 2.0 KiB/s | failed 0 | about 8 min 0 s left");

        meters.put("caravan.walk.busy", 0L);
        lines.clear();
        pass(200);
        assertThat(lines)
                .containsExactly("walk: 2 min 31 s | seen 15,000 entries in 150 directories"
                        + " | copied 300, 300.0 KiB, 2.0 KiB/s | failed 0 | waits for 0 young entries");
    }

    @Test
    void tellsOfAMinuteInWhichSomethingWasCopied() {
        meters.put("caravan.settle.held", 3L);
        meters.put("caravan.checkpoint.failures", 2L);
        pass(70);
        meters.put("caravan.copy.entries", 5L);
        meters.put("caravan.copy.bytes", 6000L);
        pass(180);
        assertThat(lines).containsExactly("in the last minute: copied 5, 5.9 KiB, 100 B/s | failed 2 | holds 3 paths");
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            progress.line(Duration.ofSeconds(++second)).ifPresent(lines::add);
        }
    }
}
