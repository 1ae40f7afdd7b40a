package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.testing.SettableClock;
import dev.caravan.verify.Outcome.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A difference is looked at twice, since the trees change meanwhile. */
class SecondLookTest extends VerifierFixture {
    /** A caravan may put a new copy under all names of a file while the pass comes by. */
    @Test
    void looksAtTheOtherNameAgainBeforeItTellsOfAHardLink() throws Exception {
        Files.createLink(source.resolve("d/g"), source.resolve("d/f"));
        Files.createLink(target.resolve("d/g"), target.resolve("d/f"));
        setTimes();
        assertThat(findWhile("d/f", () -> {
                    file(folder.resolve("anew"), "content");
                    Files.delete(target.resolve("d/f"));
                    Files.delete(target.resolve("d/g"));
                    Files.createLink(target.resolve("d/f"), folder.resolve("anew"));
                    Files.move(folder.resolve("anew"), target.resolve("d/g"));
                    setTimes();
                }))
                .isEmpty();
    }

    @Test
    void tellsOfNothingThatWasMendedBetweenTheTwoLooks() throws Exception {
        Files.delete(target.resolve("d/f"));
        setTimes();
        assertThat(findWhile("d/f", () -> {
                    file(target.resolve("d/f"), "content");
                    setTimes();
                }))
                .isEmpty();
    }

    @Test
    void tellsWhatTheSecondLookFound() throws Exception {
        Files.delete(target.resolve("d/f"));
        setTimes();
        assertThat(findWhile("d/f", () -> {
                    file(target.resolve("d/f"), "other");
                    setTimes();
                }))
                .extracting(Finding::text)
                .containsExactly("size 7, target 5");
    }

    @Test
    void callsYoungWhatNeverStandsStill() throws Exception {
        Files.delete(target.resolve("d/f"));
        setTimes();
        int[] writes = {0};
        Look.Listener writing = (path, look) -> {
            if (path.latin1().equals("d/f")) {
                try {
                    file(source.resolve("d/f"), "content".repeat(++writes[0]));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        Comparing comparing = new Comparing(source, target, clock, writing);
        Summary summary = comparing.verify(CONTENT).pass();
        assertThat(summary.first()).singleElement().matches(Finding::young);
        assertThat(writes[0]).isLessThan(10);
    }

    @Test
    void countsYoungDifferencesApart() throws Exception {
        file(target.resolve("d/f"), "other");
        file(target.resolve("d/old"), "");
        file(source.resolve("d/new"), "");
        setTimes();
        Summary now = new Comparing(source, target, new SettableClock(Instant.now()))
                .verify(CONTENT)
                .pass();
        assertThat(now.findings()).isEqualTo(3);
        assertThat(now.young()).isEqualTo(3);
        assertThat(now.isOnlyYoung()).isTrue();
        assertThat(now.isEqual()).isFalse();
        Summary later = new Comparing(source, target, clock).verify(CONTENT).pass();
        assertThat(later.findings()).isEqualTo(3);
        assertThat(later.young()).isZero();
    }

    /** What somebody does. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    /** What is found while somebody makes a change just after the first look at this path. */
    private List<Finding> findWhile(String path, Change change) throws IOException, InterruptedException {
        boolean[] done = {false};
        Look.Listener changing = (looked, look) -> {
            if (!done[0] && looked.latin1().equals(path)) {
                done[0] = true;
                try {
                    change.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return new Comparing(source, target, clock, changing)
                .verify(CONTENT)
                .pass()
                .first();
    }
}
