package dev.caravan.fleet;

import dev.caravan.change.Fence;
import dev.caravan.change.SharedWalk;
import dev.caravan.control.LastingFault;
import dev.caravan.control.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The walk that the movers of a fleet share: a topic of directories. A mover lists a directory, and the subdirectories that it
 * finds become records, of which the brokers have each before the directory's own record is done. So the walk is over where all
 * partitions are committed to their ends, and goes on after a crash where it was. Thread-safe.
 */
public final class FleetWalk implements SharedWalk, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetWalk.class);
    private static final long AGAIN_MILLIS = 1000;
    private static final Duration END = Duration.ofSeconds(1);

    private final Topic topic;
    private final Queue<Directory> waiting = new ConcurrentLinkedQueue<>();
    private final WalkPartitions partitions;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final ScheduledExecutorService again = Threads.scheduler("walk-hand-on");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final LastingFault fault = new LastingFault();
    private final Thread reader;
    private Producer<byte[], byte[]> producer;

    /**
     * A walk of which nothing is read yet.
     *
     * @param partitions makes what reads the topic into this queue
     * @param consumers makes a consumer, which is closed here
     * @param producers makes a producer that waits for all brokers, which is closed here
     */
    FleetWalk(
            Topic topic,
            Function<Queue<Directory>, WalkPartitions> partitions,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Producer<byte[], byte[]>> producers) {
        this.topic = topic;
        this.partitions = partitions.apply(waiting);
        this.consumers = consumers;
        this.producers = producers;
        reader = Threads.daemon("walk-topic", this::read);
    }

    /** Begins to read. */
    public void start() {
        reader.start();
    }

    private void read() {
        try {
            while (stop.getCount() > 0) {
                readUntilItFails();
                if (stop.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException | InterruptException | WakeupException e) {
            LOG.debug("topic {}: its reader was interrupted", topic.name());
        }
    }

    private void readUntilItFails() throws InterruptedException {
        try {
            if (!topic.ensure()) {
                return;
            }
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                while (!stop.await(partitions.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                    partitions.step(consumer);
                    if (fault.lasts() && fault.ends()) {
                        LOG.info("topic {}: is read again", topic.name());
                    }
                }
            } finally {
                partitions.forget();
            }
        } catch (InterruptException | WakeupException e) {
            throw e;
        } catch (KafkaException | IOException e) {
            if (fault.begins()) {
                LOG.warn("topic {}: cannot be read: {}; it is tried again", topic.name(), e.getMessage());
            }
        }
    }

    @Override
    public Optional<Directory> poll() {
        return Optional.ofNullable(waiting.poll());
    }

    @Override
    public void putBack(Collection<Directory> taken) {
        waiting.addAll(taken);
    }

    @Override
    public int waiting() {
        return waiting.size();
    }

    @Override
    public void handOn(List<Directory> found) {
        for (Directory each : found) {
            each.ticket().retain();
            send(each);
        }
    }

    /** Tries until the brokers have it, or whoever has taken over the directory that it was found in finds it again. */
    private void send(Directory found) {
        if (found.ticket().right() == Fence.Right.LOST) {
            found.ticket().release();
            return;
        }
        try {
            Future<?> unused = producer().send(new WalkRecord(found.path()).in(topic), (metadata, failure) -> {
                if (failure == null) {
                    found.ticket().release();
                } else {
                    sendLater(found, failure);
                }
            });
        } catch (KafkaException e) {
            sendLater(found, e);
        }
    }

    private void sendLater(Directory found, Exception why) {
        LOG.debug("directory {}: was not handed on: {}", found.path(), why.toString());
        try {
            Future<?> unused = again.schedule(() -> send(found), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("directory {}: is found again after the next start", found.path());
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        producer = producer == null ? producers.get() : producer;
        return producer;
    }

    @Override
    public void close() {
        stop.countDown();
        again.shutdownNow();
        try {
            reader.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
        }
    }
}
