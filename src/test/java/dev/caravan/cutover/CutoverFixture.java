package dev.caravan.cutover;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/** A cut-over of a Caravan that does as a test says, on the test's own clock. */
@Timeout(60)
abstract class CutoverFixture {
    static final Instant START = FakeCaravan.START;
    static final Options FROZEN = new Options(true, List.of(), false, false, false, null, null, null);
    static final Options TRUSTING = new Options(true, List.of(), false, true, false, 0L, null, null);
    static final Options AT_ONCE = new Options(true, List.of(), false, false, false, 0L, null, null);

    final FakeCaravan caravan = new FakeCaravan();
    final MemoryState state = new MemoryState();
    final Marker marker = new Marker(state, new MemoryState());
    final ProgressJournal journal = new ProgressJournal(state);
    Run run;

    CutoverProgress cutOver(Options options) {
        return cutOver(options, Duration.ZERO);
    }

    CutoverProgress cutOver(Options options, Duration drainedFor) {
        caravan.polls = 0;
        run = new Run(options, caravan, caravan.freeze, journal, caravan.clock, caravan::pause);
        new Cutover(
                        options,
                        caravan,
                        caravan.freeze,
                        marker,
                        state,
                        new Forecaster(new Rates()),
                        drainedFor,
                        caravan.clock,
                        run)
                .go();
        return run.progress();
    }

    String page() {
        return state.text(run.progress().evidence());
    }

    String reason() {
        return run.progress().reasons().toString();
    }

    void assertLiveAgain() throws IOException {
        assertThat(caravan.freeze.isOn()).isFalse();
        assertThat(caravan.asked).contains("thaw");
        assertThat(caravan.sealed).isFalse();
        assertThat(marker.standing()).isEmpty();
        assertThat(journal.interrupted()).isEmpty();
        caravan.atPoll.clear();
    }

    static Set<RelativePath> paths(String... paths) {
        return Arrays.stream(paths).map(RelativePath::new).collect(toSet());
    }
}
