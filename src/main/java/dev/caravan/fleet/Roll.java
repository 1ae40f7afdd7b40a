package dev.caravan.fleet;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads who there is of one kind, and what they say. Thread-safe once started.
 *
 * @param <M> the agents, or the movers
 */
public final class Roll<M extends Members<?>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Roll.class);

    private static final long POLL_MILLIS = 100;

    private final Topic topic;
    private final FleetClients clients;
    private final M members;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private TopicReader reader;

    Roll(Topic topic, FleetClients clients, M members) {
        this.topic = topic;
        this.clients = clients;
        this.members = members;
    }

    /** Begins to read. */
    public void start() {
        reader = new TopicReader(
                        topic, TopicReader.Start.BEGINNING, () -> clients.reader(topic.name()), this::take, () -> {
                            members.loaded();
                            loaded.countDown();
                        })
                .start();
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        try {
            members.take(each.key(), each.value());
        } catch (IllegalArgumentException e) {
            LOG.warn("topic {}, offset {}: cannot be read: {}", topic.name(), each.offset(), e.getMessage());
        }
    }

    /** They as they are known. */
    public M members() {
        return members;
    }

    /** Waits until all that was said before has been read; false where that takes longer. */
    public boolean awaitLoaded(long seconds) throws InterruptedException {
        return loaded.await(seconds, TimeUnit.SECONDS);
    }

    /** Waits while somebody is silent, but not longer than this: one that lives speaks twice in a session. */
    public void awaitSigns(Duration atMost) throws InterruptedException {
        awaitSigns(atMost, members::isAnySilent);
    }

    /** As above, while somebody is silent for whom it asks. */
    public void awaitSigns(Duration atMost, BooleanSupplier isSilent) throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < atMost.toNanos() && isSilent.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /**
     * Nobody misses this one any more, until it speaks again.
     *
     * @throws ExecutionException if the brokers do not take it
     */
    public void forget(String name) throws ExecutionException, InterruptedException {
        try (Producer<byte[], byte[]> producer = clients.producer("forget")) {
            for (ProducerRecord<byte[], byte[]> each : members.forgetting(name)) {
                producer.send(each).get();
            }
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
