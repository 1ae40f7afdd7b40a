package dev.caravan.fleet;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those of one kind who tell of themselves in a topic of their own. Whether one lives is told by the time since its last new
 * record, on the reader's own clock, so that no clocks are compared. Thread-safe.
 *
 * @param <S> what one tells of itself in a sign of life
 */
public abstract sealed class Members<S> permits Agents, Movers {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);

    /** One that has not spoken for this many times the time between two signs is silent. */
    private static final int PATIENCE_SIGNS = 3;

    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Map<String, Known<S>> known = new TreeMap<>();
    private final long begun;
    private boolean isLoaded;

    private static final class Known<S> {
        final Set<String> earlier = new HashSet<>();
        String epoch = "";
        Optional<S> last = Optional.empty();
        long spokeAt;
        boolean hasSpoken;
        long otherSpokeAt;
        boolean hasOther;
    }

    /** What the words of a process are worth. */
    enum Word {
        /** Nobody of that name was known before. */
        FIRST,
        COUNTS,
        /** They are those of a process that was followed by another. */
        LATE
    }

    /**
     * How one stands.
     *
     * @param last its last sign of life; empty where it has given none
     * @param speaks true where it has spoken a moment ago
     * @param silentFor since it has last spoken; since the reader has begun, where it has not spoken since then
     * @param isTwice true where two processes speak by its name
     */
    record Standing<S>(Optional<S> last, boolean speaks, Duration silentFor, boolean isTwice) {}

    /**
     * Knows none yet.
     *
     * @param sign the time between two signs of life
     * @param nanoTime a clock that never goes back
     */
    Members(Duration sign, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        patience = sign.multipliedBy(PATIENCE_SIGNS);
        begun = nanoTime.getAsLong();
    }

    /**
     * Takes a record in, in the topic's order.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    abstract void take(byte[] key, byte[] value);

    /** The records by which one is forgotten, in their order. */
    abstract List<ProducerRecord<byte[], byte[]>> forgetting(String name);

    /** True where one is known that was not said to have ended, and has not spoken for a while. */
    abstract boolean isAnySilent();

    /**
     * Somebody has spoken.
     *
     * @param epoch differs in each process
     * @param sign empty where this was none
     */
    final synchronized Word hear(String name, String epoch, Optional<S> sign) {
        boolean isNew = !known.containsKey(name);
        Known<S> one = known.computeIfAbsent(name, each -> new Known<>());
        long now = nanoTime.getAsLong();
        if (one.earlier.contains(epoch)) {
            // Late words of a process that was followed by another; or two processes share a name.
            one.otherSpokeAt = now;
            one.hasOther = isLoaded;
            LOG.debug("{}: a record of its process {}, after that of {}", name, epoch, one.epoch);
            return Word.LATE;
        }
        if (!one.epoch.equals(epoch)) {
            one.earlier.add(one.epoch);
            one.epoch = epoch;
        }
        one.last = sign.or(() -> one.last);
        // What was in the topic before may be days old.
        one.hasSpoken = isLoaded;
        one.spokeAt = now;
        return isNew ? Word.FIRST : Word.COUNTS;
    }

    /** Somebody has said that this one is not to be missed; false where it is not known. */
    final synchronized boolean remove(String name) {
        return known.remove(name) != null;
    }

    /** All that was in the topic at first has been taken in: what follows is new. */
    final synchronized void loaded() {
        isLoaded = true;
    }

    /** True once the whole topic has been read. */
    public final synchronized boolean areLoaded() {
        return isLoaded;
    }

    /** All that are known, in order. */
    final synchronized Set<String> names() {
        return new TreeSet<>(known.keySet());
    }

    /** How this one stands; empty where it is not known. */
    final synchronized Optional<Standing<S>> standing(String name) {
        return Optional.ofNullable(known.get(name)).map(one -> {
            Duration silent = one.hasSpoken ? since(one.spokeAt) : sinceBegin();
            return new Standing<>(
                    one.last,
                    one.hasSpoken && silent.compareTo(patience) < 0,
                    silent,
                    one.hasOther && since(one.otherSpokeAt).compareTo(patience) < 0);
        });
    }

    /** The time without a word after which one counts as silent. */
    final Duration patience() {
        return patience;
    }

    /** The time since the reader has begun. */
    final Duration sinceBegin() {
        return since(begun);
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - nanos);
    }
}
