package dev.caravan.doctor;

import dev.caravan.entry.Escape;
import dev.caravan.fleet.Agents;
import dev.caravan.fleet.KafkaLibrary;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Survey;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Examines whether the brokers of a fleet answer and keep what they are given, and which agents and movers there are. */
final class FleetExamination {
    private static final String LIBRARY = "Kafka's client";
    private static final String BROKERS = "brokers";
    private static final String TOPIC = "hints topic";
    private static final String AGENTS = "agents";
    private static final String MOVERS = "movers";

    /** A mover that is away for longer, over a night with an outage, finds hints gone that it had not taken. */
    private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

    private final Settings settings;
    private final boolean isLibraryThere;
    private final Fleet fleet;

    /** Who is asked. */
    interface Fleet {
        Survey survey() throws IOException, InterruptedException;

        /** All agents that were ever there or have to be, after the time in which one that lives speaks. */
        List<Agents.State> agents() throws IOException, InterruptedException;

        /** The same of the movers. */
        List<Movers.State> movers() throws IOException, InterruptedException;
    }

    FleetExamination(Settings settings) {
        this(settings, KafkaLibrary.isThere(), new AskedFleet(settings));
    }

    FleetExamination(Settings settings, boolean isLibraryThere, Fleet fleet) {
        this.settings = settings;
        this.isLibraryThere = isLibraryThere;
        this.fleet = fleet;
    }

    void examine(Findings findings) throws IOException, InterruptedException {
        if (!settings.has(Key.FLEET_BROKERS)) {
            return;
        }
        if (!isLibraryThere) {
            findings.fail(LIBRARY, "is not there", KafkaLibrary.REMEDY);
            return;
        }
        Survey survey;
        try {
            survey = fleet.survey();
        } catch (IOException e) {
            findings.fail(
                    BROKERS, e.getMessage(), "start them, or mend caravan.fleet.brokers and caravan.fleet.properties");
            return;
        }
        findings.ok(
                BROKERS,
                Escape.latin1(settings.text(Key.FLEET_BROKERS)) + " answer in "
                        + survey.answer().toMillis() + " ms: " + Units.count(survey.brokers(), "broker", "brokers")
                        + survey.version().map(version -> ", Kafka " + version).orElse(""));
        if (survey.hints().isPresent()) {
            examine(findings, survey.hints().get());
        } else {
            findings.ok(
                    TOPIC,
                    name()
                            + " is not there yet: the first agent or mover makes it, with as many replicas as the brokers'"
                            + " default.replication.factor");
        }
        examineAgents(findings);
        examineMovers(findings);
    }

    private void examine(Findings findings, Survey.HintsTopic hints) {
        String kept = hints.retention()
                .map(time -> "kept for " + Units.duration(time))
                .orElse("kept for ever");
        int expected = settings.number(Key.FLEET_PARTITIONS);
        if (hints.partitions() == expected) {
            findings.ok(
                    TOPIC,
                    name() + ": " + Units.count(hints.partitions(), "partition", "partitions") + ", "
                            + Units.count(hints.replicas(), "replica", "replicas") + ", min.insync.replicas "
                            + hints.leastInSync() + ", " + kept);
        } else {
            findings.fail(
                    TOPIC,
                    name() + " has " + hints.partitions() + " partitions, expected " + expected,
                    "set caravan.fleet.partitions to what it has; a migration's topic never gets more");
        }
        if (hints.replicas() == 1) {
            findings.warn(
                    TOPIC,
                    name() + " has one replica: a hint is on the disk of a single broker, and lost with it",
                    "give it three, or walk the whole tree after a broker's disk was lost");
        } else if (hints.leastInSync() == 1) {
            findings.warn(
                    TOPIC,
                    name() + " has min.insync.replicas 1: a hint counts as published once a single broker has it",
                    "set it to 2 for this topic");
        }
        hints.retention()
                .filter(time -> time.compareTo(SHORTEST_RETENTION) < 0)
                .ifPresent(time -> findings.warn(
                        TOPIC,
                        name() + " is " + kept + ": what movers do not take in that time is a gap",
                        "set retention.ms to what outlasts any pause, a day or more"));
    }

    private String name() {
        return Escape.latin1(settings.text(Key.FLEET_TOPIC));
    }

    private void examineAgents(Findings findings) throws IOException, InterruptedException {
        List<String> living = new ArrayList<>();
        List<Agents.State> all = fleet.agents();
        for (Agents.State agent : all) {
            String text = Escape.latin1(agent.name() + ": " + agent);
            switch (agent.life()) {
                case NEVER -> findings.warn(AGENTS, text, "start it, or take it out of caravan.agents");
                case SILENT ->
                    findings.warn(
                            AGENTS,
                            text,
                            "start it again; where its host writes no more, caravan agents forget "
                                    + Escape.latin1(agent.name()));
                case ALIVE -> {
                    if (agent.isTwice()) {
                        findings.warn(AGENTS, text, "give each agent its own caravan.fleet.name");
                    } else if (!agent.isReadable()) {
                        findings.warn(AGENTS, text, "see what became of the log");
                    } else {
                        living.add(agent.name());
                    }
                }
            }
        }
        sayWhoLives(findings, AGENTS, living, all.isEmpty());
    }

    private void examineMovers(Findings findings) throws IOException, InterruptedException {
        List<String> living = new ArrayList<>();
        List<Movers.State> all = fleet.movers();
        for (Movers.State mover : all) {
            String text = Escape.latin1(mover.name() + ": " + mover);
            if (mover.isMissed()) {
                findings.warn(MOVERS, text, Escape.latin1(mover.remedy()));
            } else if (mover.isTwice()) {
                findings.warn(MOVERS, text, "give each mover its own caravan.fleet.name");
            } else if (mover.life() == Movers.Life.ALIVE) {
                living.add(mover.name());
            } else {
                findings.ok(MOVERS, text);
            }
        }
        sayWhoLives(findings, MOVERS, living, all.isEmpty());
    }

    private static void sayWhoLives(Findings findings, String kind, List<String> living, boolean wasNobodyThere) {
        if (wasNobodyThere) {
            findings.ok(kind, "none was ever there");
        } else if (!living.isEmpty()) {
            findings.ok(kind, Escape.latin1(String.join(", ", living)) + (living.size() == 1 ? " lives" : " live"));
        }
    }
}
