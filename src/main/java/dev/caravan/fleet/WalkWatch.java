package dev.caravan.fleet;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Begins a walk that the movers share, and tells how far it is. Single-threaded. */
public final class WalkWatch implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final FleetOptions options;
    private final FleetClients clients;
    private final Topic topic;
    private final Set<TopicPartition> partitions;
    private Consumer<byte[], byte[]> consumer;

    /** Where the partitions ended when they were last looked at. */
    private Map<TopicPartition, Long> ends = Map.of();

    /**
     * How far the walks are that were ever begun.
     *
     * @param done directories that were listed, and all in them done
     * @param open directories that were found and are not done
     */
    public record Progress(long done, long open) {}

    WalkWatch(FleetOptions options, FleetClients clients) {
        this.options = options;
        this.clients = clients;
        topic = Topic.walk(options);
        partitions = IntStream.range(0, options.partitions())
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .collect(Collectors.toSet());
    }

    /**
     * Begins a walk of the whole source: publishes its root. Called where nothing is open; the records of walks that are over
     * are deleted.
     *
     * @throws IOException if the brokers do not take it
     */
    public void begin() throws IOException, InterruptedException {
        if (!ends.isEmpty()) {
            topic.deleteBefore(ends);
        }
        try (Producer<byte[], byte[]> producer = clients.producer("walker")) {
            producer.send(new WalkRecord(RelativePath.ROOT).in(topic)).get();
        } catch (ExecutionException e) {
            throw unavailable(e.getCause());
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /**
     * How far all is. Nothing is open only where nothing is: what was found is published before what it was found in is
     * committed, and the ends are read after the commits.
     *
     * @throws IOException if the brokers do not say
     */
    public Progress look() throws IOException, InterruptedException {
        try {
            if (consumer == null) {
                if (!topic.ensure()) {
                    throw new IOException("brokers " + options.brokers() + ": do not answer");
                }
                consumer = clients.reader("walker", topic.name());
            }
            return look(consumer);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    Progress look(Consumer<byte[], byte[]> asked) {
        Map<TopicPartition, Long> done = new HashMap<>(asked.beginningOffsets(partitions, ANSWER));
        asked.committed(partitions, ANSWER).forEach((partition, offset) -> {
            if (offset != null) {
                done.merge(partition, offset.offset(), Math::max);
            }
        });
        ends = asked.endOffsets(partitions, ANSWER);
        long open = 0;
        long passed = 0;
        for (TopicPartition partition : partitions) {
            open += Math.max(0, ends.get(partition) - done.get(partition));
            passed += done.get(partition);
        }
        return new Progress(passed, open);
    }

    private IOException unavailable(Throwable why) {
        return new IOException(
                "brokers " + options.brokers() + ": " + why.getClass().getSimpleName() + ": " + why.getMessage());
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(Duration.ZERO);
        }
    }
}
