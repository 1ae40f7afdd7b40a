package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.Heartbeat.Shown;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogWatchTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final RelativePath NAME = new RelativePath("report");

    private final SettableClock clock = new SettableClock(START);
    private final Canaries canaries = new Canaries();
    private final List<RelativePath> lookedUp = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private boolean isReadToTheEnd = true;
    private boolean areReadsElsewhere;
    private boolean isAway;
    private final LoggedMount mount = new LoggedMount() {
        @Override
        public void lookUp(RelativePath name) throws IOException {
            if (isAway) {
                throw new IOException("stale file handle");
            }
            lookedUp.add(name);
        }

        @Override
        public Optional<RelativePath> nextName() {
            return Optional.of(NAME);
        }

        @Override
        public boolean isReadToTheEnd() {
            return isReadToTheEnd;
        }

        @Override
        public boolean areReadsElsewhere() {
            return areReadsElsewhere;
        }

        @Override
        public boolean tellsChanges() {
            return false;
        }
    };
    private final NameCacheProbe probe = new NameCacheProbe(mount, canaries);
    private final LogWatch watch =
            new LogWatch("client-log", canaries, mount, PERIOD, gaps::add, Optional.of(probe), clock);

    @Test
    void hearsABeatThatComesOutOfTheLog() throws IOException {
        Heartbeat.Beat beat = watch.beat();
        assertThat(watch.shown()).isEqualTo(Shown.UNKNOWN);
        assertThat(beat.isHeard()).isFalse();
        tell(lookedUp.get(0));
        assertThat(beat.isHeard()).isTrue();
        assertThat(watch.shown()).isEqualTo(Shown.YES);
    }

    @Test
    void takesALogWithoutItsBeatsForSilentSinceTheLastThatCame() {
        tick(2, true);
        Instant last = clock.instant();
        tick(4, false);
        assertThat(gaps).isNotEmpty().allSatisfy(gap -> assertThat(gap.from()).isBeforeOrEqualTo(last));
        assertThat(gaps.get(gaps.size() - 1).to()).isEqualTo(clock.instant());
        assertThat(watch.isSilent()).isTrue();
        int before = gaps.size();
        tick(1, false);
        // It ends later, as long as it lasts.
        assertThat(gaps).hasSize(before + 1);
        tick(1, true);
        assertThat(watch.isSilent()).isFalse();
    }

    @Test
    void waitsWhileTheLogHasMoreToBeRead() {
        tick(2, true);
        isReadToTheEnd = false;
        tick(60, false);
        assertThat(gaps).isEmpty();
        assertThat(watch.isSilent()).isFalse();
    }

    @Test
    void knowsAClientThatNamesOnlyWhatExists() {
        for (int i = 0; i < 6; i++) {
            tick(1, false);
            watch.told(1);
        }
        assertThat(watch.shown()).isEqualTo(Shown.NO);
        assertThat(gaps).isEmpty();
        // An existing name is looked up as well: without that, no line would say nothing.
        assertThat(lookedUp).contains(NAME);
        tick(5, false);
        assertThat(gaps).isNotEmpty();
        assertThat(watch.isSilent()).isTrue();
    }

    @Test
    void takesALogThatSaysNothingFromTheBeginningForSilent() {
        tick(5, false);
        assertThat(watch.isSilent()).isTrue();
        assertThat(gaps.get(0).from()).isEqualTo(START);
    }

    @Test
    void takesABeatThatIsPassedOverForALineThatWasLost() {
        tick(2, true);
        tick(1, false);
        assertThat(gaps).isEmpty();
        tick(1, true);
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).contains("lacks a line");
            assertThat(gap.to()).isEqualTo(clock.instant());
        });
    }

    @Test
    void learnsTheLogsClock() throws IOException {
        watch.beat();
        watch.heard(lookedUp.get(0), START.minusMillis(900));
        assertThat(watch.skew()).isZero();
        watch.beat();
        watch.heard(lookedUp.get(1), START.plusSeconds(90));
        assertThat(watch.skew()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void isSilentWhereTheSourceDoesNotAnswer() {
        tick(2, true);
        isAway = true;
        tick(6, false);
        assertThat(watch.isSilent()).isTrue();
    }

    @Test
    void findsThatTheClientKeepsNamesInMind() {
        tick(1, true);
        tick(1, false);
        List<RelativePath> probed = lookedUp.subList(lookedUp.size() - 5, lookedUp.size());
        assertThat(probed).filteredOn(NAME::equals).hasSize(2);
        // The second lookup of the name leaves no line.
        List<RelativePath> lines = new ArrayList<>(probed);
        lines.remove(lines.lastIndexOf(NAME));
        lines.forEach(probe::told);
        assertThat(probe.areLookupsMissed()).isTrue();
        areReadsElsewhere = true;
        assertThat(probe.areLookupsMissed()).isFalse();
    }

    @Test
    void findsThatTheClientLogsEveryLookup() {
        tick(1, true);
        tick(1, false);
        List.copyOf(lookedUp.subList(lookedUp.size() - 5, lookedUp.size())).forEach(probe::told);
        assertThat(probe.isListening()).isFalse();
        assertThat(probe.areLookupsMissed()).isFalse();
    }

    /** So many beats; each comes out of the log, or not. */
    private void tick(int times, boolean isHeard) {
        for (int i = 0; i < times; i++) {
            clock.advance(PERIOD);
            int before = lookedUp.size();
            watch.tick();
            if (isHeard) {
                tell(lookedUp.get(before));
            }
        }
    }

    private void tell(RelativePath canary) {
        watch.told(1);
        watch.heard(canary, clock.instant());
    }
}
