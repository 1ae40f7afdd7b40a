package dev.caravan.fleet;

import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.AgentRecord.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agents that there are, as their topic tells. Whether one lives is told by the time since its last new record, on the
 * reader's own clock, so that no clocks are compared. Thread-safe; the listener is called outside of any lock.
 */
public final class Agents {
    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);

    /** An agent that has not spoken for this many times the time between two signs is silent. */
    private static final int PATIENCE_SIGNS = 3;

    private final Set<String> expected;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private final Map<String, Known> known = new TreeMap<>();
    private final long begun;
    private boolean isLoaded;

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

    private static final class Known {
        final Set<String> earlier = new HashSet<>();
        String epoch = "";
        Sign last;
        long spokeAt;
        boolean hasSpoken;
        long otherSpokeAt;
        boolean hasOther;
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
     * @param expected the agents that have to be there, also if they were never seen
     * @param sign the time between two signs of life
     * @param nanoTime a clock that never goes back
     */
    Agents(Set<String> expected, Duration sign, LongSupplier nanoTime, Listener listener) {
        this.expected = Set.copyOf(expected);
        this.nanoTime = nanoTime;
        this.listener = listener;
        patience = sign.multipliedBy(PATIENCE_SIGNS);
        begun = nanoTime.getAsLong();
    }

    /** Takes a record in, in the topic's order. */
    void take(AgentRecord read) {
        if (read instanceof AgentRecord.Forgotten forgotten) {
            boolean wasThere;
            synchronized (this) {
                wasThere = known.remove(forgotten.agent()) != null;
            }
            if (wasThere) {
                LOG.info("agent {}: is forgotten", Escape.latin1(forgotten.agent()));
                listener.left(forgotten.agent());
            }
        } else if (read instanceof Sign sign) {
            take(sign.agent(), sign.epoch(), sign);
        } else if (read instanceof AgentRecord.Heard heard && take(heard.agent(), heard.epoch(), null)) {
            listener.heard(heard.agent(), heard.name(), heard.seen());
        }
    }

    /** {@code sign}: null where this was none. Returns whether it counts. */
    private boolean take(String agent, String epoch, Sign sign) {
        boolean isNew;
        synchronized (this) {
            isNew = !known.containsKey(agent);
            Known state = known.computeIfAbsent(agent, name -> new Known());
            long now = nanoTime.getAsLong();
            if (state.earlier.contains(epoch)) {
                // Late words of a process that was followed by another; or two processes share a name.
                state.otherSpokeAt = now;
                state.hasOther = isLoaded;
                LOG.debug("agent {}: a record of its process {}, after that of {}", agent, epoch, state.epoch);
                return false;
            }
            if (!state.epoch.equals(epoch)) {
                state.earlier.add(state.epoch);
                state.epoch = epoch;
            }
            state.last = sign == null ? state.last : sign;
            // What was in the topic before may be days old.
            state.hasSpoken = isLoaded;
            state.spokeAt = now;
        }
        if (isNew) {
            listener.joined(agent);
        }
        return true;
    }

    /** All that was in the topic at first has been taken in: what follows is new. */
    synchronized void loaded() {
        isLoaded = true;
    }

    /** True once the whole topic has been read. */
    public synchronized boolean areLoaded() {
        return isLoaded;
    }

    /** All that are known or expected, by their names. */
    public synchronized List<State> all() {
        Set<String> names = new TreeSet<>(expected);
        names.addAll(known.keySet());
        return names.stream().map(this::state).toList();
    }

    /** The same for one of them. */
    public synchronized State state(String name) {
        Known agent = known.get(name);
        long now = nanoTime.getAsLong();
        if (agent == null) {
            return new State(name, Life.NEVER, Duration.ofNanos(now - begun), 0, false, false);
        }
        Duration silent = Duration.ofNanos(now - (agent.hasSpoken ? agent.spokeAt : begun));
        boolean isAlive = agent.hasSpoken && silent.compareTo(patience) < 0;
        boolean isTwice =
                agent.hasOther && Duration.ofNanos(now - agent.otherSpokeAt).compareTo(patience) < 0;
        long behind = agent.last == null ? 0 : agent.last.behind();
        boolean isReadable = agent.last == null || agent.last.isReadable();
        return new State(name, isAlive ? Life.ALIVE : Life.SILENT, silent, behind, isReadable, isTwice);
    }
}
