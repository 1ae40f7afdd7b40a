package dev.caravan.fleet;

import dev.caravan.change.Gap;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls whatever fails: Camel would go on after the next record of each partition, or end the consumer, and either loses
 * hints. Used by the thread that polls.
 */
final class Polls {
    private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

    private final FleetOptions options;
    private final BooleanSupplier isTopicThere;
    private final Terms terms;
    private final BrokerWatch broker;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final Runnable pause;
    private final BrokenRecords broken;
    private volatile boolean isReplaced;

    /**
     * Creates it for one mover.
     *
     * @param isTopicThere makes the topic where it is missing, and tells whether it is there
     * @param pause waits a moment, after a poll that failed at once
     */
    Polls(
            FleetOptions options,
            BooleanSupplier isTopicThere,
            Terms terms,
            BrokerWatch broker,
            Gap.Recorder gaps,
            Clock clock,
            Runnable pause) {
        this.options = options;
        this.isTopicThere = isTopicThere;
        this.terms = terms;
        this.broker = broker;
        this.gaps = gaps;
        this.clock = clock;
        this.pause = pause;
        broken = new BrokenRecords(terms, gaps, clock);
    }

    /** The records of a poll; none where it failed. A stop comes through. */
    <K, V> ConsumerRecords<K, V> poll(Consumer<K, V> consumer, Supplier<ConsumerRecords<K, V>> poll) {
        try {
            if (!isReplaced && isTopicThere.getAsBoolean()) {
                terms.beforePoll(consumer);
                ConsumerRecords<K, V> records = poll.get();
                broken.read(records.partitions());
                return records;
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (NoOffsetForPartitionException e) {
            beginAgain(consumer, e.partitions().stream().collect(Collectors.toMap(each -> each, each -> 0L)));
        } catch (OffsetOutOfRangeException e) {
            beginAgain(consumer, e.offsetOutOfRangePartitions());
        } catch (FencedInstanceIdException e) {
            isReplaced = true;
            terms.loseAll();
            LOG.error(
                    "another mover with the name {} has joined, and this one does nothing any more: give each its own"
                            + " caravan.fleet.name, and start this one again",
                    options.name());
        } catch (KafkaException e) {
            Optional<TopicPartition> partition = broken.partition(consumer, e);
            if (partition.isEmpty()) {
                broker.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
            } else if (broken.failed(consumer, partition.get(), e)) {
                return ConsumerRecords.empty();
            }
        }
        pause.run();
        return ConsumerRecords.empty();
    }

    /** Goes on at the oldest record that there is; those before it are a gap, since nobody has done them. */
    private void beginAgain(Consumer<?, ?> consumer, Map<TopicPartition, Long> sought) {
        Map<TopicPartition, Long> oldest;
        try {
            oldest = consumer.beginningOffsets(Set.copyOf(sought.keySet()), Duration.ofSeconds(10));
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            broker.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
            return;
        }
        oldest.forEach((partition, offset) -> {
            if (!sought.get(partition).equals(offset)) {
                gaps.record(Gap.at(
                        Hints.FEED,
                        clock.instant(),
                        "topic " + partition.topic() + ", partition " + partition.partition() + ", offset "
                                + sought.get(partition) + ": is not there any more; the oldest is " + offset));
            }
            terms.beginAnew(partition);
            consumer.seek(partition, offset);
        });
    }

    /** True where another mover has taken this one's name. */
    boolean isReplaced() {
        return isReplaced;
    }
}
