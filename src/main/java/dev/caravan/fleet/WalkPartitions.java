package dev.caravan.fleet;

import dev.caravan.change.Fence;
import dev.caravan.change.Gap;
import dev.caravan.change.Mark;
import dev.caravan.change.SharedWalk;
import dev.caravan.change.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of the walk's topic that a mover reads: those of which it has the hints, for as long as it has them. So one
 * mover works in a directory at a time, and what fences its hints fences its walk. Used by one thread.
 *
 * <p>The group of the hints shares the partitions out; here is none, and so none that would refuse a commit that comes late. A
 * mover that was stopped for long may therefore commit an offset that others have passed. Then more is walked than has to be,
 * and whoever has the partition commits again every few seconds, also where there is nothing new.
 */
final class WalkPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(WalkPartitions.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration COMMIT = Duration.ofMillis(500);
    private static final Duration COMMIT_AGAIN = Duration.ofSeconds(5);

    /** So many wait in memory, and all others with the brokers. */
    private static final int MOST_WAITING = 1000;

    private final Topic topic;
    private final Supplier<Map<Integer, Fence>> terms;
    private final Function<Fence, Mark<Long>> marks;
    private final Queue<SharedWalk.Directory> waiting;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Owned> owned = new HashMap<>();
    private Map<TopicPartition, Long> committed = Map.of();
    private long committedAt;
    private boolean isPaused;

    private record Owned(Fence term, Mark<Long> mark) {}

    /**
     * Begins with none.
     *
     * @param terms the term of each partition of which this mover has the hints
     * @param marks makes the low-water mark of a partition for a term
     * @param waiting takes what is read; any thread may take out of it
     * @param nanoTime a clock that never goes back
     */
    WalkPartitions(
            Topic topic,
            Supplier<Map<Integer, Fence>> terms,
            Function<Fence, Mark<Long>> marks,
            Queue<SharedWalk.Directory> waiting,
            Gap.Recorder gaps,
            Clock clock,
            LongSupplier nanoTime) {
        this.topic = topic;
        this.terms = terms;
        this.marks = marks;
        this.waiting = waiting;
        this.gaps = gaps;
        this.clock = clock;
        this.nanoTime = nanoTime;
        committedAt = nanoTime.getAsLong();
    }

    /** Begins and ends partitions, commits, and reads for a moment. */
    void step(Consumer<byte[], byte[]> consumer) {
        follow(consumer);
        commit(consumer);
        regulate(consumer);
        if (owned.isEmpty()) {
            return;
        }
        try {
            consumer.poll(POLL).forEach(this::take);
        } catch (OffsetOutOfRangeException e) {
            beginAgain(consumer, e.offsetOutOfRangePartitions());
        }
    }

    /** How long to wait where there is nothing to poll. */
    Duration pause() {
        return owned.isEmpty() ? POLL : Duration.ZERO;
    }

    /** The consumer is another one from now on. What was taken stays with whoever has it, and is read once more. */
    void forget() {
        owned.clear();
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Fence> now = terms.get().entrySet().stream()
                .collect(
                        Collectors.toMap(each -> new TopicPartition(topic.name(), each.getKey()), Map.Entry::getValue));
        boolean isAnyOver = owned.entrySet()
                .removeIf(each -> now.get(each.getKey()) != each.getValue().term());
        Set<TopicPartition> added = new HashSet<>(now.keySet());
        added.removeAll(owned.keySet());
        if (added.isEmpty() && !isAnyOver) {
            return;
        }
        Map<TopicPartition, Long> starts = starts(consumer, added);
        consumer.assign(now.keySet());
        isPaused = false;
        starts.forEach((partition, start) -> begin(consumer, partition, now.get(partition), start));
    }

    private static Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> consumer, Set<TopicPartition> added) {
        if (added.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.beginningOffsets(added, ANSWER));
        consumer.committed(added, ANSWER).forEach((partition, done) -> {
            if (done != null) {
                starts.put(partition, done.offset());
            }
        });
        return starts;
    }

    private void begin(Consumer<byte[], byte[]> consumer, TopicPartition partition, Fence term, long start) {
        Mark<Long> mark = marks.apply(term);
        mark.begin(start);
        consumer.seek(partition, start);
        owned.put(partition, new Owned(term, mark));
    }

    private void commit(Consumer<byte[], byte[]> consumer) {
        long passed = nanoTime.getAsLong() - committedAt;
        if (passed < COMMIT.toNanos()) {
            return;
        }
        Map<TopicPartition, Long> done = new HashMap<>();
        owned.forEach((partition, each) -> {
            long offset = each.mark().get().orElseThrow();
            // Asked after the mark was read: what is dropped once a term is lost moves its mark, too.
            if (each.term().right() != Fence.Right.LOST) {
                done.put(partition, offset);
            }
        });
        if (done.isEmpty() || (done.equals(committed) && passed < COMMIT_AGAIN.toNanos())) {
            return;
        }
        committed = done;
        committedAt = nanoTime.getAsLong();
        consumer.commitAsync(
                done.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue()))),
                (offsets, failure) -> {
                    if (failure != null) {
                        LOG.debug("topic {}: offsets were not committed: {}", topic.name(), failure.toString());
                        committed = Map.of();
                    }
                });
    }

    private void regulate(Consumer<byte[], byte[]> consumer) {
        boolean isFull = waiting.size() >= MOST_WAITING;
        if (isFull && !isPaused) {
            consumer.pause(consumer.assignment());
        } else if (!isFull && isPaused) {
            consumer.resume(consumer.paused());
        }
        isPaused = isFull;
    }

    private void take(ConsumerRecord<byte[], byte[]> found) {
        Owned partition = owned.get(new TopicPartition(found.topic(), found.partition()));
        Ticket ticket = partition.mark().issue(found.offset() + 1);
        try {
            WalkRecord directory = WalkRecord.of(found.key(), found.value());
            waiting.add(new SharedWalk.Directory(directory.directory(), ticket));
        } catch (IllegalArgumentException e) {
            missed(found.partition(), found.offset(), "cannot be read: " + e.getMessage());
            ticket.release();
        }
    }

    /** Goes on at the oldest record that there is; those before it are a gap, since nobody has listed their directories. */
    private void beginAgain(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> sought) {
        consumer.beginningOffsets(sought.keySet(), ANSWER).forEach((partition, oldest) -> {
            if (!sought.get(partition).equals(oldest)) {
                missed(partition.partition(), sought.get(partition), "is not there any more; the oldest is " + oldest);
            }
            begin(consumer, partition, owned.get(partition).term(), oldest);
        });
    }

    private void missed(int partition, long offset, String why) {
        gaps.record(Gap.at(
                "walk",
                clock.instant(),
                "topic " + topic.name() + ", partition " + partition + ", offset " + offset + ": " + why));
    }
}
