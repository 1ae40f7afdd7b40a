package dev.caravan.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a mover has taken all hints that were published, of whichever agent. Thread-safe. */
public final class Ends implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Terms terms;
    private final Set<TopicPartition> partitions;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private Consumer<byte[], byte[]> consumer;

    Ends(FleetOptions options, Terms terms, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.terms = terms;
        this.consumers = consumers;
        partitions = IntStream.range(0, options.partitions())
                .mapToObj(number -> new TopicPartition(options.topic(), number))
                .collect(Collectors.toSet());
    }

    /**
     * True where all partitions are this mover's, and all that is in them now was taken into the hold; false also where the
     * brokers do not tell where they end. A first answer may be false for a moment.
     */
    public synchronized boolean areReached() {
        try {
            consumer = consumer == null ? consumers.get() : consumer;
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            return ends.size() == partitions.size() && terms.haveReached(ends);
        } catch (KafkaException e) {
            LOG.debug("the ends of the partitions are not known: {}", e.toString());
            return false;
        }
    }

    /** How many partitions are not this mover's. */
    public int missing() {
        return partitions.size() - terms.partitions();
    }

    /** How many there are. */
    public int partitions() {
        return partitions.size();
    }

    /** The time for which nothing has changed in which partitions are this mover's. */
    public Duration sharedFor() {
        return terms.sharedFor();
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(Duration.ZERO);
        }
    }
}
