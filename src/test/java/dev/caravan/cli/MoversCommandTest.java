package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.fleet.MoverWork;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Movers.Life;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoversCommandTest {
    private static Movers.State mover(String name, Life life, long gaps) {
        return new Movers.State(
                name,
                life,
                Duration.ofSeconds(75),
                false,
                32,
                1234,
                7,
                new MoverWork(4, gaps, 0, 0, 2802, 1024),
                "0.1.0");
    }

    @Test
    void aLineEachAndBelowItWhatToDo() {
        assertThat(MoversCommand.table(List.of(
                        mover("copy1", Life.ALIVE, 1), mover("copy2", Life.SILENT, 1), mover("copy3", Life.ENDED, 0))))
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("mover ").contains("partitions", "again"),
                        alive -> assertThat(alive)
                                .matches("copy1 +alive +32 +1,234 +7 +4 +1 +0 +0 +2,802, 1\\.0 KiB +0\\.1\\.0"),
                        silent -> assertThat(silent).matches("copy2 +silent 1 min 15 s .*"),
                        ended -> assertThat(ended).matches("copy3 +ended .*"),
                        remedy -> assertThat(remedy)
                                .startsWith("copy2: is silent since 75 s")
                                .endsWith("caravan movers forget copy2"));
    }

    @Test
    void saysWhereThereAreNone() {
        assertThat(MoversCommand.table(List.of())).containsExactly("no mover was ever there");
    }
}
