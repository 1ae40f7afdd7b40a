package dev.caravan.fleet;

import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.AgentRecord.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents that there are, as their topic tells. Thread-safe; the listener is called outside of any lock. */
public final class Agents extends Members<AgentRecord.Sign> {
    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);

    private final String topic;
    private final Set<String> expected;
    private volatile Listener listener = Listener.NONE;

    /** Is told what the agents say. */
    public interface Listener {
        /** There is an agent that was not there before. */
        void joined(String agent);

        /** This agent is not to be missed any more. */
        void left(String agent);

        /** See {@link AgentRecord.Heard}. */
        void heard(String agent, RelativePath name, Instant seen);

        /** Listens to nothing. */
        Listener NONE = new Listener() {
            @Override
            public void joined(String agent) {}

            @Override
            public void left(String agent) {}

            @Override
            public void heard(String agent, RelativePath name, Instant seen) {}
        };
    }

    /** Whether an agent speaks. */
    public enum Life {
        /** It has spoken a moment ago. */
        ALIVE,
        /** It has not spoken for a while. */
        SILENT,
        /** No agent of that name was ever there. */
        NEVER
    }

    /**
     * How an agent stands.
     *
     * @param silentFor since it has last spoken; since the reader has begun, where it has not spoken since then
     * @param behind bytes of its log that it had not read when it last spoke
     * @param isReadable false where its log is missing or cannot be read
     * @param isTwice true where two processes speak by its name
     */
    public record State(String name, Life life, Duration silentFor, long behind, boolean isReadable, boolean isTwice) {
        /** In a few words for a person; what its log tells is somebody else's to say. */
        @Override
        public String toString() {
            return switch (life) {
                case NEVER -> "was never there";
                case SILENT ->
                    "is silent since " + silentFor.toSeconds() + " s, " + behind
                            + " B behind then: changes on that host are missed";
                case ALIVE ->
                    "alive, " + (isReadable ? behind + " B behind" : "its log is missing or cannot be read")
                            + (isTwice ? "; another process has its name, and is not heard" : "");
            };
        }
    }

    /**
     * Knows none yet.
     *
     * @param topic their topic
     * @param expected the agents that have to be there, also if they were never seen
     * @param sign the time between two signs of life
     * @param nanoTime a clock that never goes back
     */
    Agents(String topic, Set<String> expected, Duration sign, LongSupplier nanoTime) {
        super(sign, nanoTime);
        this.topic = topic;
        this.expected = Set.copyOf(expected);
    }

    /** From now on this is told what they say. */
    public void tell(Listener told) {
        listener = told;
    }

    @Override
    void take(byte[] key, byte[] value) {
        take(AgentRecord.of(key, value));
    }

    void take(AgentRecord read) {
        if (read instanceof AgentRecord.Forgotten forgotten) {
            if (remove(forgotten.agent())) {
                LOG.info("agent {}: is forgotten", Escape.latin1(forgotten.agent()));
                listener.left(forgotten.agent());
            }
        } else if (read instanceof Sign sign) {
            take(hear(sign.agent(), sign.epoch(), Optional.of(sign)), sign.agent());
        } else if (read instanceof AgentRecord.Heard heard
                && take(hear(heard.agent(), heard.epoch(), Optional.empty()), heard.agent())) {
            listener.heard(heard.agent(), heard.name(), heard.seen());
        }
    }

    /** Returns whether it counts. */
    private boolean take(Word word, String agent) {
        if (word == Word.FIRST) {
            listener.joined(agent);
        }
        return word != Word.LATE;
    }

    @Override
    List<ProducerRecord<byte[], byte[]>> forgetting(String agent) {
        return Stream.of(AgentRecord.keyOfHeard(agent), AgentRecord.keyOfSigns(agent))
                .map(key -> new ProducerRecord<byte[], byte[]>(topic, key, null))
                .toList();
    }

    /** All that are known or expected, by their names. */
    public List<State> all() {
        Set<String> names = new TreeSet<>(expected);
        names.addAll(names());
        return names.stream().map(this::state).toList();
    }

    @Override
    boolean isAnySilent() {
        return all().stream().anyMatch(agent -> agent.life() == Life.SILENT);
    }

    /** How many of them live, or do not. */
    long count(boolean areAlive) {
        return all().stream()
                .filter(agent -> (agent.life() == Life.ALIVE) == areAlive)
                .count();
    }

    /** The same for one of them. */
    public State state(String name) {
        return standing(name)
                .map(agent -> new State(
                        name,
                        agent.speaks() ? Life.ALIVE : Life.SILENT,
                        agent.silentFor(),
                        agent.last().map(Sign::behind).orElse(0L),
                        agent.last().map(Sign::isReadable).orElse(true),
                        agent.isTwice()))
                .orElseGet(() -> new State(name, Life.NEVER, sinceBegin(), 0, false, false));
    }
}
