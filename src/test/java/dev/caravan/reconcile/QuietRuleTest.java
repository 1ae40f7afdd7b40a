package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import dev.caravan.trees.ClockSkew;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietRuleTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    private final Freeze freeze = new Freeze(Duration.ofMinutes(2));
    private final ClockSkew skew = new ClockSkew();
    private final QuietRule rule = new QuietRule(freeze, Duration.ofMinutes(15), skew);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Seconds from now of mtime, of ctime, since when it is held; waits: seconds to wait, hot or not.
                "-1000, -1000, -120,  0, -,   false",
                "-120,  -120,  -120,  0, -,   false",
                "-119,  -500,  -120,  0, 1,   false",
                // mv and cp -p keep an old mtime, but not the ctime.
                "-9999, -20,   -120,  0, 100, false",
                "-20,   -9999, -120,  0, 100, false",
                "0,     0,     -120,  0, 120, false",
                // It waits as often as it takes, until it was held too long.
                "-20,   -20,   -899,  7, 100, false",
                "-20,   -20,   -900,  7, -,   true",
                "-120,  -120,  -900,  7, -,   false",
                // A time in the future waits one quiet period and no longer.
                "1,     -500,  -120,  0, 120, false",
                "99999, -500,  -120,  0, 120, false",
                "99999, -500,  -240,  1, -,   false",
                "99999, -500,  -900,  1, -,   true",
            })
    void saysHowLongAFileHasToWait(
            int modified, int changed, int heldSince, int waits, Integer expectedSeconds, boolean hot) {
        Entry file =
                Entries.changed(Entries.modified(Entries.file(), NOW.plusSeconds(modified)), NOW.plusSeconds(changed));
        Task task = task(heldSince, waits);
        assertThat(rule.waitUntil(task, file, NOW))
                .isEqualTo(Optional.ofNullable(expectedSeconds).map(NOW::plusSeconds));
        assertThat(rule.isHot(task, file, NOW)).isEqualTo(hot);
    }

    @Test
    void neverMakesADirectoryOrALinkWait() {
        for (Entry entry : new Entry[] {Entries.directory(), Entries.link("x")}) {
            assertThat(rule.waitUntil(task(0, 0), Entries.changed(Entries.modified(entry, NOW), NOW), NOW))
                    .isEmpty();
        }
    }

    /** Seconds from now of mtime and of ctime, waits, and whether it would have had to wait. */
    @ParameterizedTest
    @CsvSource({"-1000, -1000, 0, false", "-20, -20, 0, true", "99999, -500, 0, true", "99999, -500, 1, false"})
    void takesAFileAsItIsWhileTheSourceIsFrozenAndRemembersTheYoungOnes(
            int modified, int changed, int waits, boolean young) {
        Entry file =
                Entries.changed(Entries.modified(Entries.file(), NOW.plusSeconds(modified)), NOW.plusSeconds(changed));
        freeze.begin(NOW);
        Task task = task(-120, waits);
        assertThat(rule.waitUntil(task, file, NOW)).isEmpty();
        assertThat(rule.isHot(task(-900, waits), file, NOW)).isFalse();
        assertThat(freeze.removeYoung(task.path())).isEqualTo(young);
    }

    /** The source's clock is five minutes behind: what it says is five minutes old is being written now. */
    @Test
    void takesIntoAccountThatTheSourcesClockIsBehind() {
        Instant now = NOW.minusSeconds(300);
        Entry file = Entries.changed(Entries.modified(Entries.file(), now), now);
        assertThat(rule.waitUntil(task(-120, 0), file, NOW)).isEmpty();
        skew.changedSince(NOW, file);
        assertThat(rule.waitUntil(task(-120, 0), file, NOW)).contains(NOW.plusSeconds(120));
        assertThat(rule.isHot(task(-900, 7), file, NOW)).isTrue();
        assertThat(rule.waitUntil(task(-120, 1), file, NOW.plusSeconds(120))).isEmpty();
    }

    private static Task task(int heldSince, int waits) {
        return new Task(new RelativePath("a"), Ticket.NONE, NOW.plusSeconds(heldSince), Origin.HINT, waits);
    }
}
