package dev.caravan.fleet;

import dev.caravan.control.LastingFault;
import dev.caravan.control.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition, in order, on a thread of its own and without a group, and goes on whatever fails: each
 * process of a fleet reads all of it. Thread-safe.
 */
final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long AGAIN_MILLIS = 1000;
    private static final long UNKNOWN = -1;

    private final Topic topic;
    private final Start start;
    private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
    private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
    private final Runnable begun;
    private final TopicPartition partition;
    private final LastingFault fault = new LastingFault();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private boolean hasBegun;
    private long next = UNKNOWN;

    /** Where a reader begins. */
    enum Start {
        /** With the first record that there is. */
        BEGINNING,
        /** With what comes from then on. */
        END
    }

    /**
     * A reader that has not begun.
     *
     * @param consumers makes a consumer, which is closed here
     * @param taker takes each record, on the reader's thread
     * @param begun called once, as soon as all that was there when it began has been taken
     */
    TopicReader(
            Topic topic,
            Start start,
            Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
            Consumer<ConsumerRecord<byte[], byte[]>> taker,
            Runnable begun) {
        this.topic = topic;
        this.start = start;
        this.consumers = consumers;
        this.taker = taker;
        this.begun = begun;
        partition = new TopicPartition(topic.name(), 0);
        thread = Threads.daemon("topic-" + topic.name(), this::run);
    }

    TopicReader start() {
        thread.start();
        return this;
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            while (!isStopping()) {
                readUntilItFails();
                if (stop.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("topic {}: its reader was interrupted", topic.name());
        }
    }

    private void readUntilItFails() throws InterruptedException {
        try {
            if (!topic.ensure()) {
                return;
            }
            try (var consumer = consumers.get()) {
                read(consumer);
            }
        } catch (WakeupException e) {
            LOG.debug("topic {}: woken up", topic.name());
        } catch (OffsetOutOfRangeException e) {
            next = UNKNOWN;
        } catch (KafkaException | IOException e) {
            if (fault.begins()) {
                LOG.warn("topic {}: cannot be read: {}; it is tried again", topic.name(), e.getMessage());
            }
        }
    }

    /** Reads until the reader is stopped. */
    void read(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        consumer.assign(Set.of(partition));
        long end = consumer.endOffsets(Set.of(partition), ANSWER).get(partition);
        if (next == UNKNOWN) {
            next = start == Start.END && !hasBegun
                    ? end
                    : consumer.beginningOffsets(Set.of(partition), ANSWER).get(partition);
        }
        consumer.seek(partition, next);
        while (!isStopping()) {
            if (!hasBegun && next >= end) {
                hasBegun = true;
                begun.run();
            }
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                taker.accept(each);
            }
            // Past the last record may be some that compaction has removed.
            next = consumer.position(partition, ANSWER);
            if (fault.lasts() && fault.ends()) {
                LOG.info("topic {}: is read again", topic.name());
            }
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(2 * POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
