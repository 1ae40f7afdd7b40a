package dev.caravan.app;

import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.Agents;
import dev.caravan.fleet.Hints;
import dev.caravan.fleet.Roll;
import dev.caravan.settle.LoggedMount;
import dev.caravan.settle.OtherHosts;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The agents of a fleet, as a mover listens to them: each is a host whose log has to give signs of life. Thread-safe. */
final class FleetAgents implements Agents.Listener, AutoCloseable {
    private final Roll roll;
    private final BooleanSupplier areBrokersAway;
    private final Parts parts;

    /** Begins with none; {@link #start} reads which there are. */
    FleetAgents(Roll roll, BooleanSupplier areBrokersAway, Parts parts) {
        this.roll = roll;
        this.areBrokersAway = areBrokersAway;
        this.parts = parts;
    }

    void start() {
        roll.start(this);
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
        return roll.agents().all().stream()
                .map(agent -> agent.name() + ": " + agent
                        + (agent.life() == Agents.Life.ALIVE ? ", " + parts.settle.life(Hints.feed(agent.name())) : ""))
                .toList();
    }

    @Override
    public void close() {
        roll.close();
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
            roll.questions().lookUp(agent, name);
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
            if (areBrokersAway.getAsBoolean()) {
                return false;
            }
            Agents.State state = roll.agents().state(agent);
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
