package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoProgressTest {
    private static final String LINE =
            " draining | 7 changes | held 1, in flight 2 | copied 3 entries, 4 B | echoes 5 | lag 0.6 s";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void printsALineEveryTwoSecondsWhereThereIsNoTerminal() {
        DemoProgress progress = progress(false);
        for (int millis = 0; millis <= 5000; millis += 200) {
            progress.show("draining", Duration.ofMillis(millis));
        }
        progress.end();

        assertThat(printed.toString(UTF_8).lines()).containsExactly("  0 s" + LINE, "  2 s" + LINE, "  4 s" + LINE);
    }

    @Test
    void redrawsOneLineOnATerminal() {
        DemoProgress progress = progress(true);
        progress.show("draining", Duration.ofMillis(0));
        progress.show("draining", Duration.ofMillis(1200));
        progress.end();
        progress.end();

        assertThat(printed.toString(UTF_8))
                .isEqualTo("\r\u001b[?7l  0 s" + LINE + "\u001b[K\u001b[?7h\r\r\u001b[?7l  1 s" + LINE
                        + "\u001b[K\u001b[?7h\r" + System.lineSeparator());
    }

    private DemoProgress progress(boolean terminal) {
        return new DemoProgress(
                new PrintStream(printed, true, UTF_8),
                terminal,
                () -> 7,
                new Following.Counters(() -> 1, () -> 2, () -> 3, () -> 4, () -> 5, () -> 600));
    }
}
