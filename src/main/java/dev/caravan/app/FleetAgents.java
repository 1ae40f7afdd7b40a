package dev.caravan.app;

import dev.caravan.cutover.Reason;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.Agents;
import dev.caravan.fleet.BrokerWatch;
import dev.caravan.fleet.Ends;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.Hints;
import dev.caravan.fleet.Questions;
import dev.caravan.fleet.Roll;
import dev.caravan.settle.LoggedMount;
import dev.caravan.settle.OtherHosts;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The agents of a fleet, as a mover listens to them: each is a host whose log has to give signs of life. Thread-safe. */
final class FleetAgents implements Agents.Listener, AutoCloseable {
    private final Roll<Agents> roll;
    private final Questions questions;
    private final Ends ends;
    private final BrokerWatch broker;
    private final Parts parts;
    private final Clock clock;

    /** Begins with none; {@link #start} reads which there are. */
    FleetAgents(Fleet.Mover mover, Parts parts, Clock clock) {
        roll = mover.agents();
        questions = mover.questions();
        ends = mover.ends();
        broker = mover.broker();
        this.parts = parts;
        this.clock = clock;
    }

    void start() {
        roll.members().tell(this);
        roll.start();
    }

    @Override
    public void joined(String agent) {
        boolean tellsChanges = parts.doAgentsTellChanges();
        parts.settle.join(
                new OtherHosts.Host(Hints.feed(agent), Optional.of(new AgentMount(agent, tellsChanges)), tellsChanges));
    }

    @Override
    public void left(String agent) {
        parts.settle.leave(Hints.feed(agent));
    }

    @Override
    public void heard(String agent, RelativePath name, Instant seen) {
        parts.settle.heard(Hints.feed(agent), name, seen);
    }

    /** How each agent stands, a line each. */
    List<String> lines() {
        return roll.members().all().stream()
                .map(agent -> agent.name() + ": " + agent
                        + (agent.life() == Agents.Life.ALIVE ? ", " + parts.settle.life(Hints.feed(agent.name())) : ""))
                .toList();
    }

    /** The names of their logs. */
    List<String> feeds() {
        return roll.members().all().stream()
                .map(agent -> Hints.feed(agent.name()))
                .toList();
    }

    /** Why what they have published is not all that happened, or not all of it is this mover's; empty where it is. */
    List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        if (broker.areAway()) {
            reasons.add(bar("brokers", "the brokers do not answer", "wait until they do"));
        }
        if (!roll.members().areLoaded()) {
            reasons.add(bar("agents", "it is not known yet which agents there are", "wait"));
            return reasons;
        }
        if (ends.missing() > 0) {
            reasons.add(bar(
                    "partitions",
                    ends.missing() + " of the " + ends.partitions() + " partitions of hints are not this mover's",
                    "stop the other movers, and wait for a session"));
        }
        roll.members().all().forEach(agent -> fault(agent).ifPresent(reasons::add));
        return reasons;
    }

    private static Optional<Reason> fault(Agents.State agent) {
        String sentence = "agent " + agent.name() + ": " + agent;
        return switch (agent.life()) {
            case NEVER -> Optional.of(bar("agent", sentence, "start it, or take it out of caravan.agents"));
            case SILENT ->
                Optional.of(bar(
                        "agent",
                        sentence,
                        "start it again; where its host writes no more, caravan agents forget " + agent.name()));
            case ALIVE ->
                agent.isTwice()
                        ? Optional.of(bar("agent", sentence, "give each agent its own caravan.fleet.name"))
                        : agent.isReadable()
                                ? Optional.empty()
                                : Optional.of(bar("agent", sentence, "see what became of the log"));
        };
    }

    private static Reason bar(String kind, String sentence, String remedy) {
        return new Reason(kind, true, sentence, remedy);
    }

    /** True where each agent that lives has read its log, and all that it has published was taken. */
    boolean areRead() {
        return roll.members().all().stream().allMatch(agent -> agent.life() != Agents.Life.ALIVE || agent.behind() == 0)
                && areHintsTaken();
    }

    /** True where all that was published until now was taken into the hold, and this mover has all partitions. */
    boolean areHintsTaken() {
        return ends.areReached();
    }

    /** Since when what changes on the target is this mover's doing alone, as far as the agents' hints are its cause. */
    Instant aloneSince() {
        return clock.instant().minus(ends.sharedFor());
    }

    @Override
    public void close() {
        ends.close();
        roll.close();
        questions.close();
    }

    /** The source as an agent's host has it mounted. */
    private final class AgentMount implements LoggedMount {
        private final String agent;
        private final boolean tellsChanges;

        AgentMount(String agent, boolean tellsChanges) {
            this.agent = agent;
            this.tellsChanges = tellsChanges;
        }

        @Override
        public void lookUp(RelativePath name) throws IOException {
            questions.lookUp(agent, name);
        }

        /** None is known. */
        @Override
        public Optional<RelativePath> nextName() {
            return Optional.empty();
        }

        /**
         * An agent that does not speak is late, however much of its log it has not read; while the brokers are away, none can
         * speak.
         */
        @Override
        public boolean isReadToTheEnd() {
            if (broker.areAway()) {
                return false;
            }
            Agents.State state = roll.members().state(agent);
            return state.life() != Agents.Life.ALIVE || state.behind() == 0;
        }

        @Override
        public boolean areReadsElsewhere() {
            return true;
        }

        @Override
        public boolean tellsChanges() {
            return tellsChanges;
        }
    }
}
