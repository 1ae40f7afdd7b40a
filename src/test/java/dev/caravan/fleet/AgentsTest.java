package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.AgentRecord.Forgotten;
import dev.caravan.fleet.AgentRecord.Heard;
import dev.caravan.fleet.AgentRecord.Sign;
import dev.caravan.fleet.Agents.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which agents live, by a clock that the test moves. */
class AgentsTest {
    private static final Duration SIGN = Duration.ofSeconds(5);
    private static final RelativePath NAME = new RelativePath(".caravan-look-1-2h");

    private long now = Duration.ofDays(1).toNanos();
    private final List<String> told = new ArrayList<>();
    private final Agents agents = new Agents("agents", Set.of("web9"), SIGN, () -> now);

    @BeforeEach
    void listen() {
        agents.tell(new Agents.Listener() {
            @Override
            public void joined(String agent) {
                told.add("joined " + agent);
            }

            @Override
            public void left(String agent) {
                told.add("left " + agent);
            }

            @Override
            public void heard(String agent, RelativePath name, Instant seen) {
                told.add("heard " + agent + " " + name);
            }
        });
    }

    private void sign(String agent, String epoch) {
        // Whatever an agent's own clock says.
        agents.take(new Sign(agent, epoch, Instant.EPOCH, 7, Instant.EPOCH, true, ""));
    }

    private void heard(String agent, String epoch) {
        agents.take(new Heard(agent, epoch, NAME, Instant.EPOCH));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Life life(String agent) {
        return agents.state(agent).life();
    }

    @Test
    void anAgentLivesAsLongAsItSpeaks() {
        agents.loaded();
        sign("web1", "a");
        pass(SIGN.multipliedBy(2));
        assertThat(life("web1")).isEqualTo(Life.ALIVE);
        pass(SIGN);
        assertThat(life("web1")).isEqualTo(Life.SILENT);
        assertThat(agents.state("web1"))
                .hasToString("is silent since 15 s, 7 B behind then: changes on that host are missed");
        sign("web1", "a");
        assertThat(agents.state("web1")).hasToString("alive, 7 B behind");
    }

    @Test
    void whatWasInTheTopicBeforeIsNoSignOfLife() {
        sign("web1", "a");
        assertThat(agents.areLoaded()).isFalse();
        agents.loaded();
        pass(SIGN);
        assertThat(life("web1")).isEqualTo(Life.SILENT);
        assertThat(agents.state("web1").silentFor()).isEqualTo(SIGN);
        sign("web1", "a");
        assertThat(life("web1")).isEqualTo(Life.ALIVE);
    }

    @Test
    void oneThatHasToBeThereIsMissedAlsoIfItWasNeverSeen() {
        agents.loaded();
        assertThat(agents.all())
                .extracting(Agents.State::name, Agents.State::life)
                .containsExactly(tuple("web9", Life.NEVER));
        sign("web9", "a");
        assertThat(life("web9")).isEqualTo(Life.ALIVE);
    }

    @Test
    void oneThatIsForgottenIsMissedNoMoreUntilItSpeaks() {
        agents.loaded();
        sign("web1", "a");
        agents.take(new Forgotten("web1"));
        agents.take(new Forgotten("web1"));
        assertThat(agents.all()).extracting(Agents.State::name).containsExactly("web9");
        sign("web1", "a");
        assertThat(told).containsExactly("joined web1", "left web1", "joined web1");
    }

    @Test
    void anEarlierProcessOfAnAgentIsNotBelieved() {
        agents.loaded();
        sign("web1", "a");
        heard("web1", "a");
        sign("web1", "b");
        told.clear();
        pass(SIGN.multipliedBy(3));
        sign("web1", "a");
        heard("web1", "a");
        assertThat(life("web1")).isEqualTo(Life.SILENT);
        assertThat(told).isEmpty();
        heard("web1", "b");
        assertThat(told).containsExactly("heard web1 " + NAME);
    }

    @Test
    void twoProcessesWithOneNameAreSeen() {
        agents.loaded();
        sign("web1", "a");
        sign("web1", "b");
        assertThat(agents.state("web1").isTwice()).isFalse();
        sign("web1", "a");
        assertThat(agents.state("web1").isTwice()).isTrue();
        pass(SIGN.multipliedBy(3));
        sign("web1", "b");
        assertThat(agents.state("web1").isTwice()).isFalse();
    }

    @Test
    void oneThatHasHeardSomethingLives() {
        agents.loaded();
        heard("web1", "a");
        assertThat(told).containsExactly("joined web1", "heard web1 " + NAME);
        assertThat(life("web1")).isEqualTo(Life.ALIVE);
    }
}
