package dev.caravan.fleet;

import dev.caravan.control.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a topic of the fleet twice in a session that this process lives, whatever fails. Thread-safe. */
final class Speaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Speaker.class);

    /** A stop does not wait longer for brokers that do not answer. */
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final FleetOptions options;
    private final FleetClients clients;
    private final Topic topic;
    private final ScheduledExecutorService scheduler = Threads.scheduler("signs");
    private volatile Producer<byte[], byte[]> producer;

    /** What has to be done before the first sign, once the topic is there. */
    interface Opening {
        void open() throws IOException, InterruptedException;
    }

    Speaker(FleetOptions options, FleetClients clients, Topic topic) {
        this.options = options;
        this.clients = clients;
        this.topic = topic;
    }

    /**
     * Begins to speak.
     *
     * @param opening called again where it fails
     * @param sign the value of each sign of life; empty where none is to be given now
     */
    void start(Opening opening, byte[] key, Supplier<Optional<byte[]>> sign) {
        Future<?> unused = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        if (producer != null || open(opening)) {
                            sign.get().ifPresent(value -> say(key, value));
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (KafkaException | IllegalStateException | IOException e) {
                        LOG.debug("topic {}: {} has given no sign: {}", topic.name(), options.name(), e.toString());
                    }
                },
                0,
                options.sign().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private boolean open(Opening opening) throws IOException, InterruptedException {
        if (!topic.ensure()) {
            return false;
        }
        opening.open();
        producer = clients.producer("signs");
        return true;
    }

    /** Says something, where it has begun to speak; does not wait. */
    void say(byte[] key, byte[] value) {
        Producer<byte[], byte[]> ours = producer;
        if (ours == null) {
            return;
        }
        try {
            Future<?> unused = ours.send(new ProducerRecord<>(topic.name(), key, value), (metadata, failure) -> {
                if (failure != null) {
                    untold(failure);
                }
            });
        } catch (KafkaException e) {
            untold(e);
        }
    }

    private void untold(Exception failure) {
        LOG.debug("topic {}: {} has not told: {}", topic.name(), options.name(), failure.toString());
    }

    /** Says this as the last thing, and waits a moment until the brokers have it. */
    void sayLast(byte[] key, byte[] value) {
        Future<?> told = scheduler.submit(() -> {
            say(key, value);
            flush();
        });
        scheduler.shutdown();
        try {
            told.get(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            untold(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() {
        try {
            if (producer != null) {
                producer.flush();
            }
        } catch (KafkaException e) {
            untold(e);
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
