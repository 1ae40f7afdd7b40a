package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreezeTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");
    private static final RelativePath B = new RelativePath("b");

    private final Freeze freeze = new Freeze(Duration.ofMinutes(2));

    @Test
    void waivesTheQuietPeriodAndNotThePatienceOfOthers() {
        assertThat(freeze.quiet()).isEqualTo(Duration.ofMinutes(2));
        freeze.begin(NOW);
        assertThat(freeze.isOn()).isTrue();
        assertThat(freeze.quiet()).isZero();
        assertThat(freeze.patience()).isEqualTo(Duration.ofMinutes(2));
        freeze.end();
        assertThat(freeze.isOn()).isFalse();
        assertThat(freeze.quiet()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void isBrokenByTheFirstEntryThatChangedLater() {
        freeze.begin(NOW);
        freeze.seen(A, changed(NOW));
        assertThat(freeze.broken()).isEmpty();
        freeze.seen(B, changed(NOW.plusNanos(1)));
        freeze.seen(A, changed(NOW.plusSeconds(9)));
        assertThat(freeze.broken()).contains(new Freeze.Change(B, NOW.plusNanos(1)));
    }

    @Test
    void isBrokenByAChangeThatIsNotTheNewest() {
        freeze.seen(A, changed(NOW.plusSeconds(100)));
        freeze.begin(NOW);
        freeze.seen(B, changed(NOW.plusSeconds(50)));
        assertThat(freeze.broken()).contains(new Freeze.Change(B, NOW.plusSeconds(50)));
    }

    @Test
    void isNotBrokenByAnMtimeThatSomebodySet() {
        freeze.begin(NOW);
        freeze.seen(A, entry(NOW.plusSeconds(99_999), NOW.minusSeconds(5)));
        assertThat(freeze.broken()).isEmpty();
    }

    @Test
    void saysWhatBrokeItAfterItsEndAndForgetsItAtTheNextBeginning() {
        freeze.begin(NOW);
        freeze.seen(A, changed(NOW.plusSeconds(1)));
        freeze.end();
        assertThat(freeze.broken()).isPresent();
        freeze.seen(B, changed(NOW.plusSeconds(2)));
        assertThat(freeze.broken()).map(Freeze.Change::path).contains(A);
        freeze.begin(NOW.plusSeconds(3));
        assertThat(freeze.broken()).isEmpty();
    }

    @Test
    void knowsTheLatestChangeFrozenOrNot() {
        assertThat(freeze.newest()).isEmpty();
        freeze.seen(A, changed(NOW));
        freeze.seen(B, changed(NOW.minusSeconds(1)));
        assertThat(freeze.newest()).contains(new Freeze.Change(A, NOW));
    }

    @Test
    void remembersTheYoungOnesOnceAndUntilItsEnd() {
        freeze.begin(NOW);
        freeze.tookYoung(A);
        freeze.tookYoung(B);
        assertThat(freeze.removeYoung(A)).isTrue();
        assertThat(freeze.removeYoung(A)).isFalse();
        freeze.end();
        assertThat(freeze.removeYoung(B)).isFalse();
    }

    private static Entry changed(Instant at) {
        return entry(at, at);
    }

    private static Entry entry(Instant modified, Instant changed) {
        return new Entry(Entry.Type.FILE, 1, modified, modified, changed, 0644, 0, 0, 1, 1, 1, 0, "", Map.of());
    }
}
