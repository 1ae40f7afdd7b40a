package dev.caravan.fleet;

import dev.caravan.change.Fence;
import dev.caravan.change.Mark;
import dev.caravan.change.Ticket;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of one mover: commits of each the offset before which everything is done, stops fetching while too much is
 * held, and fences what belongs to a partition that was taken away. Used by the one thread that polls, on which a consumer
 * has to be used; the queries are thread-safe.
 *
 * <p>The mover may write as long as the group has confirmed within the {@link FleetOptions#lease lease} that it belongs to
 * it. A commit that was accepted confirms it: the group did not take the mover for dead when the commit was sent, and takes
 * a session from then on to do so. So a commit is sent every so often even where there is nothing new.
 */
final class Terms {
    private static final Logger LOG = LoggerFactory.getLogger(Terms.class);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(5);

    /** How long after a question the positions are noted: somebody who waits asks again and again. */
    private static final Duration ASKED = Duration.ofSeconds(60);

    /** Commits in a lease: some may fail while the group shares its partitions out anew. */
    private static final int COMMITS_IN_LEASE = 5;

    private final Map<TopicPartition, Term> owned = new ConcurrentHashMap<>();
    private final Function<Fence, Mark<Long>> marks;
    private final long leaseNanos;
    private final BooleanSupplier full;
    private final BrokerWatch broker;
    private final LongSupplier nanoTime;

    /** When the last commit that was accepted was sent. */
    private volatile long confirmedAt;

    /** When the first commit was sent since one was accepted; empty where none was, such as before the first record. */
    private OptionalLong unconfirmedSince = OptionalLong.empty();

    private volatile long behind;
    private long committedAt;
    private boolean isPaused;

    /** When partitions came or went last. */
    private volatile long sharedAt;

    /** When somebody asked last how far the partitions are. */
    private volatile long askedAt;

    /**
     * Begins with no partitions.
     *
     * @param marks makes the low-water mark of a partition for one term
     * @param lease how long a confirmation counts
     * @param full true where no more is to be fetched now
     * @param nanoTime a clock that never goes back
     */
    Terms(
            Function<Fence, Mark<Long>> marks,
            Duration lease,
            BooleanSupplier full,
            BrokerWatch broker,
            LongSupplier nanoTime) {
        this.marks = marks;
        this.full = full;
        this.broker = broker;
        this.nanoTime = nanoTime;
        leaseNanos = lease.toNanos();
        confirmedAt = nanoTime.getAsLong() - leaseNanos;
        committedAt = confirmedAt;
        sharedAt = nanoTime.getAsLong();
        askedAt = sharedAt - ASKED.toNanos();
    }

    private boolean isConfirmed() {
        return nanoTime.getAsLong() - confirmedAt < leaseNanos;
    }

    /** The term of each partition that belongs to this mover now, by the partition's number. */
    Map<Integer, Fence> fences() {
        return owned.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().partition(), Map.Entry::getValue));
    }

    /** The ticket of a record; empty where its partition does not belong to this mover any more. */
    Optional<Ticket> ticket(TopicPartition partition, long offset) {
        return Optional.ofNullable(owned.get(partition)).map(term -> term.issue(offset));
    }

    /** Called before each poll. */
    void beforePoll(Consumer<?, ?> consumer) {
        long now = nanoTime.getAsLong();
        if (now - committedAt >= leaseNanos / COMMITS_IN_LEASE) {
            committedAt = now;
            commit(consumer, now);
            behind = owned.keySet().stream()
                    .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                    .sum();
        }
        if (outstanding() > 0 && unconfirmedSince.isPresent() && now - unconfirmedSince.getAsLong() > 2 * leaseNanos) {
            broker.failed("the group has not confirmed for " + (now - unconfirmedSince.getAsLong()) / 1_000_000_000
                    + " s that this mover belongs to it");
        }
        if (now - askedAt < ASKED.toNanos()) {
            // All that the last poll has brought was handed on. Where no lag is known, the position may have to be
            // waited for.
            owned.forEach((partition, term) -> {
                if (consumer.currentLag(partition).isPresent()) {
                    term.isAt(consumer.position(partition));
                }
            });
        }
        regulate(consumer);
    }

    private void commit(Consumer<?, ?> consumer, long now) {
        Map<TopicPartition, Long> due = new HashMap<>();
        owned.forEach((partition, term) -> term.uncommitted().ifPresent(offset -> due.put(partition, offset)));
        if (due.isEmpty()) {
            owned.entrySet().stream()
                    .flatMap(each -> place(consumer, each.getKey(), each.getValue()).stream()
                            .mapToObj(offset -> Map.entry(each.getKey(), offset)))
                    .findFirst()
                    .ifPresent(each -> due.put(each.getKey(), each.getValue()));
        }
        if (due.isEmpty()) {
            return;
        }
        due.forEach((partition, offset) -> owned.get(partition).commits(offset));
        if (unconfirmedSince.isEmpty()) {
            unconfirmedSince = OptionalLong.of(now);
        }
        consumer.commitAsync(offsets(due), (offsets, failure) -> {
            if (failure == null) {
                confirmedAt = now;
                unconfirmedSince = OptionalLong.empty();
                broker.answered();
            } else {
                LOG.debug("offsets of {} partitions were not committed: {}", offsets.size(), failure.toString());
                offsets.keySet()
                        .forEach(partition ->
                                Optional.ofNullable(owned.get(partition)).ifPresent(Term::commitFailed));
            }
        });
    }

    /** The offset before which everything is done; empty where that is not known yet. */
    private static OptionalLong place(Consumer<?, ?> consumer, TopicPartition partition, Term term) {
        OptionalLong done = term.done();
        // A term that has had no record stands where it began. Where no lag is known, that may have to be waited for.
        return done.isPresent() || consumer.currentLag(partition).isEmpty()
                ? done
                : OptionalLong.of(consumer.position(partition));
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> due) {
        return due.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue())));
    }

    /** Stops fetching, and goes on polling: else the group would take this mover for dead. */
    private void regulate(Consumer<?, ?> consumer) {
        if (full.getAsBoolean()) {
            // Each time, since partitions that were assigned meanwhile are fetched from.
            consumer.pause(consumer.assignment());
            isPaused = true;
        } else if (isPaused) {
            consumer.resume(consumer.paused());
            isPaused = false;
        }
    }

    /** The listener of a consumer, which then calls another one. */
    ConsumerRebalanceListener listener(Consumer<?, ?> consumer, ConsumerRebalanceListener next) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                revoked(consumer, partitions);
                next.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                lost(partitions);
                next.onPartitionsLost(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                assigned(partitions);
                next.onPartitionsAssigned(partitions);
            }
        };
    }

    private void assigned(Collection<TopicPartition> partitions) {
        shared(partitions);
        partitions.forEach(this::beginAnew);
        if (!partitions.isEmpty()) {
            unconfirmedSince = OptionalLong.empty();
            broker.answered();
            LOG.info("took over partitions {}, has {} now", numbers(partitions), owned.size());
        }
    }

    /** Begins a new term of a partition; one that was not ended before is lost. */
    void beginAnew(TopicPartition partition) {
        Term before = owned.put(partition, new Term(marks, this::isConfirmed));
        if (before != null) {
            before.lose();
        }
    }

    /** Nothing belongs to this mover any more. */
    void loseAll() {
        lost(Set.copyOf(owned.keySet()));
    }

    /** Others take these partitions over, but not before this returns. */
    private void revoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        shared(partitions);
        Map<TopicPartition, Long> due = new HashMap<>();
        int left = 0;
        for (TopicPartition partition : partitions) {
            Term term = owned.remove(partition);
            if (term != null) {
                // The mark is read before the term is lost: what is dropped from then on gives its tickets back, too.
                OptionalLong done = term.uncommitted();
                term.lose();
                done.ifPresent(offset -> due.put(partition, offset));
                left += term.outstanding();
            }
        }
        if (partitions.isEmpty()) {
            return;
        }
        LOG.info("gave up partitions {}, with {} hints that others do now", numbers(partitions), left);
        if (due.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets(due), LAST_COMMIT);
        } catch (KafkaException e) {
            LOG.info("their offsets were not committed, so that more is repeated: {}", e.toString());
        }
    }

    private void shared(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            sharedAt = nanoTime.getAsLong();
        }
    }

    private void lost(Collection<TopicPartition> partitions) {
        shared(partitions);
        for (TopicPartition partition : partitions) {
            Term term = owned.remove(partition);
            if (term != null) {
                term.lose();
            }
        }
        if (!partitions.isEmpty()) {
            LOG.warn(
                    "lost partitions {}: this mover was taken for dead, and others do their work", numbers(partitions));
        }
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }

    /** The time since partitions came or went last. */
    Duration sharedFor() {
        return Duration.ofNanos(nanoTime.getAsLong() - sharedAt);
    }

    /**
     * True where each of these partitions is this mover's, and all before its end was handed on. What is known is as old as the
     * last poll, and nothing where this was not asked for a while: it has to be asked again.
     */
    boolean haveReached(Map<TopicPartition, Long> ends) {
        askedAt = nanoTime.getAsLong();
        return ends.entrySet().stream().allMatch(end -> {
            Term term = owned.get(end.getKey());
            return term != null && term.position() >= end.getValue();
        });
    }

    /** How many records of these partitions were not fetched yet, as far as is known. */
    long behind() {
        return behind;
    }

    /** How many records somebody still works on. */
    int outstanding() {
        return owned.values().stream().mapToInt(Term::outstanding).sum();
    }

    /** How many partitions belong to this mover now. */
    int partitions() {
        return owned.size();
    }
}
