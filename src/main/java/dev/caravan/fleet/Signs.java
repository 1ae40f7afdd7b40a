package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.control.Threads;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet that an agent lives, how far it is, and which names have come out of its log; looks up on its host the
 * names that movers ask for. Thread-safe.
 */
public final class Signs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signs.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final String epoch = UUID.randomUUID().toString();
    private final FleetOptions options;
    private final FleetClients clients;
    private final Publisher publisher;
    private final Topic agents;
    private final Clock clock;
    private final ScheduledExecutorService scheduler = Threads.scheduler("signs");
    private Log log;
    private TopicReader questions;
    private volatile Producer<byte[], byte[]> producer;

    /** Names that movers ask for are taken from now on: only then is an agent told to live. */
    private volatile boolean isListening;

    /** What an agent's signs tell of its log. */
    public interface Log {
        /** Bytes that were not read yet. */
        long behind();

        /** False where it is missing or cannot be read. */
        boolean isReadable();

        /** The place before which everything is with the brokers; empty where there is none yet. */
        String place();

        /** Looks up a name in the source, through the client that writes the log. */
        void lookUp(RelativePath name) throws IOException;
    }

    Signs(FleetOptions options, FleetClients clients, Publisher publisher, Clock clock) {
        this.options = options;
        this.clients = clients;
        this.publisher = publisher;
        this.clock = clock;
        agents = Topic.agents(options);
    }

    /**
     * Begins to speak and to listen.
     *
     * @param isResumed true where the log is followed from a place that an earlier process has left
     */
    public void start(Log followed, boolean isResumed) {
        log = followed;
        publisher.onHeard(this::heard);
        boolean[] isKnown = {isResumed};
        Future<?> unused = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        step(isKnown);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (KafkaException | IllegalStateException | IOException e) {
                        LOG.debug("agent {}: has given no sign: {}", options.name(), e.toString());
                    }
                },
                0,
                options.sign().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void step(boolean[] isKnown) throws IOException, InterruptedException {
        if (questions == null) {
            if (!agents.ensure()) {
                return;
            }
            if (!isKnown[0] && wasThereBefore()) {
                publisher.record(Gap.at(
                        Gap.CLIENT_LOG,
                        clock.instant(),
                        "agent " + options.name() + " was there before, and its place in the log is lost"));
            }
            isKnown[0] = true;
            producer = clients.producer("signs");
            questions = new TopicReader(
                            Topic.control(options),
                            TopicReader.Start.END,
                            () -> clients.reader("questions"),
                            this::asked,
                            () -> isListening = true)
                    .start();
        }
        if (isListening) {
            send(
                    AgentRecord.keyOfSigns(options.name()),
                    AgentRecord.value(new AgentRecord.Sign(
                            options.name(),
                            epoch,
                            clock.instant(),
                            log.behind(),
                            publisher.newest(),
                            log.isReadable(),
                            log.place())));
        }
    }

    /** True where an earlier process has spoken by this name. */
    private boolean wasThereBefore() {
        TopicPartition partition = new TopicPartition(agents.name(), 0);
        byte[] ours = AgentRecord.keyOfSigns(options.name());
        boolean wasThere = false;
        try (Consumer<byte[], byte[]> consumer = clients.reader("before")) {
            consumer.assign(Set.of(partition));
            consumer.seek(
                    partition,
                    consumer.beginningOffsets(Set.of(partition), ANSWER).get(partition));
            long end = consumer.endOffsets(Set.of(partition), ANSWER).get(partition);
            while (consumer.position(partition, ANSWER) < end) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(200))) {
                    wasThere = Arrays.equals(ours, each.key()) ? each.value() != null : wasThere;
                }
            }
        }
        return wasThere;
    }

    private void asked(ConsumerRecord<byte[], byte[]> question) {
        Questions.name(question.key(), question.value(), options.name()).ifPresent(name -> {
            try {
                log.lookUp(name);
            } catch (IOException e) {
                LOG.warn("agent {}: a name was not looked up for a mover: {}", options.name(), e.toString());
            }
        });
    }

    /** Called once everything before it in the log is with the brokers. */
    private void heard(Hint.Named beat) {
        Producer<byte[], byte[]> ours = producer;
        if (ours != null) {
            send(
                    AgentRecord.keyOfHeard(options.name()),
                    AgentRecord.value(new AgentRecord.Heard(options.name(), epoch, beat.path(), beat.seen())));
        }
    }

    private void send(byte[] key, byte[] value) {
        try {
            Future<?> unused = producer.send(new ProducerRecord<>(agents.name(), key, value), (metadata, failure) -> {
                if (failure != null) {
                    LOG.debug("agent {}: was not told: {}", options.name(), failure.toString());
                }
            });
        } catch (KafkaException e) {
            LOG.debug("agent {}: was not told: {}", options.name(), e.toString());
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        if (questions != null) {
            questions.close();
        }
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
