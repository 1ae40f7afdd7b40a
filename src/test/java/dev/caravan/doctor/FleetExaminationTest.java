package dev.caravan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.fleet.Agents;
import dev.caravan.fleet.MoverWork;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Survey;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found of a fleet that answers as the test says. */
class FleetExaminationTest {
    private static final Duration WEEK = Duration.ofDays(7);

    private final Map<String, String> given = new HashMap<>();
    private final List<Agents.State> agents = new ArrayList<>();
    private final List<Movers.State> movers = new ArrayList<>();
    private Optional<Survey.HintsTopic> hints = Optional.of(new Survey.HintsTopic(64, 3, 2, Optional.of(WEEK)));
    private boolean isLibraryThere = true;
    private boolean doBrokersAnswer = true;
    private Findings findings;

    @BeforeEach
    void giveBrokers() {
        given.put("caravan.fleet.brokers", "kafka1:9092");
    }

    private List<String> examined() throws Exception {
        StringWriter out = new StringWriter();
        findings = new Findings(new PrintWriter(out));
        Settings settings = Settings.unchecked(SettingsFile.load(Optional.empty(), Map.of(), given));
        new FleetExamination(settings, isLibraryThere, new FleetExamination.Fleet() {
                    @Override
                    public Survey survey() throws IOException {
                        if (!doBrokersAnswer) {
                            throw new IOException("brokers kafka1:9092: do not answer");
                        }
                        return new Survey(3, Duration.ofMillis(12), Optional.of("3.9"), hints);
                    }

                    @Override
                    public List<Agents.State> agents() {
                        return agents;
                    }

                    @Override
                    public List<Movers.State> movers() {
                        return movers;
                    }
                })
                .examine(findings);
        return out.toString().lines().toList();
    }

    private void agent(String name, Agents.Life life, boolean isReadable, boolean isTwice) {
        agents.add(new Agents.State(name, life, Duration.ofSeconds(40), 7, isReadable, isTwice));
    }

    private void mover(String name, Movers.Life life, long gaps) {
        movers.add(new Movers.State(
                name, life, Duration.ofSeconds(40), false, 32, 0, 0, new MoverWork(0, gaps, 0, 0, 0, 0), "0.1.0"));
    }

    @Test
    void nothingIsAskedWhereThereIsNoFleet() throws Exception {
        given.clear();
        assertThat(examined()).isEmpty();
    }

    @Test
    void aFleetThatIsSound() throws Exception {
        agent("web1", Agents.Life.ALIVE, true, false);
        agent("web2", Agents.Life.ALIVE, true, false);
        mover("copy1", Movers.Life.ALIVE, 1);
        mover("copy2", Movers.Life.ENDED, 0);
        assertThat(examined())
                .containsExactly(
                        "ok    brokers        kafka1:9092 answer in 12 ms: 3 brokers, Kafka 3.9",
                        "ok    hints topic    hints: 64 partitions, 3 replicas, min.insync.replicas 2, kept for 7 d 0 h",
                        "ok    agents         web1, web2 live",
                        "ok    movers         copy2: has ended, and left nothing open",
                        "ok    movers         copy1 lives");
    }

    @Test
    void kafkasClientHasToBeThere() throws Exception {
        isLibraryThere = false;
        assertThat(examined())
                .singleElement()
                .asString()
                .startsWith("fail  Kafka's client")
                .contains("put the folder lib");
    }

    @Test
    void brokersThatDoNotAnswerAreAFailure() throws Exception {
        doBrokersAnswer = false;
        assertThat(examined())
                .singleElement()
                .asString()
                .startsWith("fail  brokers ")
                .contains("do not answer", "caravan.fleet.properties");
    }

    @Test
    void aTopicThatIsNotThereIsMade() throws Exception {
        hints = Optional.empty();
        assertThat(examined())
                .anyMatch(line -> line.startsWith("ok    hints topic ") && line.contains("is not there yet"))
                .contains("ok    agents         none was ever there", "ok    movers         none was ever there");
        assertThat(findings.failures() + findings.warnings()).isZero();
    }

    @Test
    void anotherNumberOfPartitionsIsAFailure() throws Exception {
        hints = Optional.of(new Survey.HintsTopic(16, 3, 2, Optional.of(WEEK)));
        assertThat(examined())
                .anyMatch(line -> line.startsWith("fail  hints topic ") && line.contains("16 partitions, expected 64"));
    }

    @Test
    void warnsOfASinglePlace() throws Exception {
        hints = Optional.of(new Survey.HintsTopic(64, 1, 1, Optional.of(WEEK)));
        assertThat(examined())
                .filteredOn(line -> line.startsWith("warn"))
                .singleElement()
                .asString()
                .contains("hints topic", "one replica", "a single broker");
        hints = Optional.of(new Survey.HintsTopic(64, 3, 1, Optional.of(WEEK)));
        assertThat(examined())
                .filteredOn(line -> line.startsWith("warn"))
                .singleElement()
                .asString()
                .contains("hints topic", "min.insync.replicas 1");
    }

    @Test
    void warnsOfARetentionOfLessThanADay() throws Exception {
        hints = Optional.of(new Survey.HintsTopic(64, 3, 2, Optional.of(Duration.ofHours(23))));
        assertThat(examined())
                .anyMatch(line -> line.startsWith("warn  hints topic ") && line.contains("kept for 23 h 0 min"));
        hints = Optional.of(new Survey.HintsTopic(64, 3, 2, Optional.empty()));
        assertThat(examined())
                .anyMatch(line -> line.startsWith("ok    hints topic ") && line.endsWith("kept for ever"));
        assertThat(findings.warnings()).isZero();
    }

    @Test
    void warnsOfWhoeverIsMissed() throws Exception {
        agent("web1", Agents.Life.NEVER, false, false);
        agent("web2", Agents.Life.SILENT, true, false);
        agent("web3", Agents.Life.ALIVE, false, false);
        agent("web4", Agents.Life.ALIVE, true, true);
        mover("copy1", Movers.Life.SILENT, 0);
        mover("copy2", Movers.Life.ENDED, 3);
        assertThat(examined())
                .filteredOn(line -> line.startsWith("warn"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("web1: was never there", "caravan.agents"),
                        line -> assertThat(line).contains("web2: is silent since 40 s", "caravan agents forget web2"),
                        line -> assertThat(line).contains("web3: alive, its log is missing"),
                        line -> assertThat(line).contains("web4: alive", "its own caravan.fleet.name"),
                        line -> assertThat(line).contains("copy1: is silent", "caravan movers forget copy1"),
                        line -> assertThat(line).contains("copy2: has ended", "open gaps 3"));
        assertThat(findings.failures()).isZero();
    }
}
