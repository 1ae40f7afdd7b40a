package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.MoverRecord.Forgotten;
import dev.caravan.fleet.MoverRecord.Share;
import dev.caravan.fleet.MoverRecord.Sign;
import dev.caravan.fleet.Movers.Life;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Which movers live and what the others have left, by a clock that the test moves. */
class MoversTest {
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");
    private static final FleetOptions OPTIONS =
            new FleetOptions("nowhere:1", "hints", 64, "own", Duration.ofSeconds(10), Optional.empty());
    private static final MoverWork NOTHING_OPEN = new MoverWork(4, 0, 0, 0, 8, 9);
    private static final MoverWork OPEN = new MoverWork(4, 1, 2, 3, 8, 9);

    private long now = Duration.ofDays(1).toNanos();
    private final Movers movers = new Movers(OPTIONS, new SettableClock(NOW), () -> now);

    private void say(String mover, String epoch, boolean hasEnded, MoverWork work) {
        movers.take(new Sign(mover, epoch, Instant.EPOCH, hasEnded, new Share(5, 6, 7), work, "0.1.0"));
    }

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void oneThatSpeaksIsAlive() {
        movers.loaded();
        say("copy1", "a", false, OPEN);
        pass(14);
        assertThat(movers.state("copy1").life()).isEqualTo(Life.ALIVE);
        assertThat(movers.state("copy1").isMissed()).isFalse();
        assertThat(movers.state("copy1")).hasToString("alive, 5 partitions, 6 records behind, 7 in work");
        pass(1);
        assertThat(movers.state("copy1").life()).isEqualTo(Life.SILENT);
    }

    /** A gap may have opened after its last words. */
    @Test
    void oneThatIsSilentIsMissedWhateverItSaidLast() {
        movers.loaded();
        say("copy1", "a", false, NOTHING_OPEN);
        pass(20);
        assertThat(movers.state("copy1").isMissed()).isTrue();
        assertThat(movers.state("copy1"))
                .hasToString("is silent since 20 s, and may have left more than when it last spoke: open gaps 0, failed"
                        + " paths 0, paths to look at again 0");
        assertThat(movers.state("copy1").remedy()).contains("start it again", "caravan movers forget copy1");
    }

    @Test
    void oneThatHasEndedIsMissedForWhatItHasLeft() {
        say("copy1", "a", true, NOTHING_OPEN);
        say("copy2", "a", true, OPEN);
        movers.loaded();
        pass(1000);
        assertThat(movers.state("copy1").life()).isEqualTo(Life.ENDED);
        assertThat(movers.state("copy1").isMissed()).isFalse();
        assertThat(movers.state("copy2").isMissed()).isTrue();
        assertThat(movers.state("copy2"))
                .hasToString("has ended, and left something: open gaps 1, failed paths 2, paths to look at again 3");
    }

    @Test
    void oneThatIsStartedAgainIsAlive() {
        movers.loaded();
        say("copy1", "a", true, OPEN);
        say("copy1", "b", false, OPEN);
        // Late words of the one before.
        say("copy1", "a", true, OPEN);
        assertThat(movers.state("copy1").life()).isEqualTo(Life.ALIVE);
        assertThat(movers.state("copy1").isTwice()).isTrue();
    }

    @Test
    void whatASilentOneHasLeftIsAGapBeforeItIsForgotten() {
        movers.loaded();
        say("copy1", "a", false, OPEN);
        pass(20);
        List<ProducerRecord<byte[], byte[]>> records = movers.forgetting("copy1");
        assertThat(records).extracting(ProducerRecord::topic).containsExactly("hints", "hints-movers");
        Gap gap = ((HintRecord.OfGap) HintRecord.of(records.get(0).value())).gap();
        assertThat(gap.feed()).isEqualTo(Hints.FEED);
        assertThat(gap.directory()).isEqualTo(RelativePath.ROOT);
        assertThat(gap.from()).isEqualTo(NOW);
        assertThat(gap.isOfHints()).isTrue();
        assertThat(gap.reason()).startsWith("mover copy1: is silent since 20 s").contains("open gaps 1");
        assertThat(MoverRecord.of(records.get(1).key(), records.get(1).value())).isEqualTo(new Forgotten("copy1"));
    }

    @Test
    void oneThatHasLeftNothingIsForgottenWithoutAGap() {
        say("copy1", "a", true, NOTHING_OPEN);
        assertThat(movers.forgetting("copy1")).extracting(ProducerRecord::topic).containsExactly("hints-movers");
    }

    @Test
    void oneThatIsForgottenIsMissedNoMore() {
        movers.loaded();
        say("copy1", "a", false, OPEN);
        movers.take(new Forgotten("copy1"));
        assertThat(movers.all()).isEmpty();
        assertThat(movers.state("copy1").life()).isEqualTo(Life.NEVER);
        assertThat(movers.state("copy1").isMissed()).isFalse();
    }

    @Test
    void countsThemByTheirLife() {
        movers.loaded();
        say("copy1", "a", false, OPEN);
        pass(20);
        say("copy2", "a", false, OPEN);
        say("copy3", "a", true, OPEN);
        assertThat(List.of(Life.values())).extracting(movers::count).containsExactly(1L, 1L, 1L, 0L);
    }

    /** Where the brokers do not answer nobody is heard, and nobody is silent by that. */
    @Test
    void ownWordsHaveToComeBack() {
        say("copy1", "a", false, OPEN);
        movers.loaded();
        assertThat(movers.areHeard()).isFalse();
        say("own", "a", false, OPEN);
        assertThat(movers.areHeard()).isTrue();
        pass(20);
        assertThat(movers.areHeard()).isFalse();
    }
}
