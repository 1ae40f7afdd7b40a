package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
    private final Speaker speaker;
    private Log log;
    private TopicReader questions;

    /** True where it is known whether an earlier process has left its place in the log, or that was told as a gap. */
    private boolean isPlaceKnown;

    /** Names that movers ask for are taken from now on: only then is an agent told to live. */
    private volatile boolean isListening;

    /** What an agent's signs tell of its log. */
    public interface Log {
        /** Its name. */
        String feed();

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
        speaker = new Speaker(options, clients, agents);
    }

    /**
     * Begins to speak and to listen.
     *
     * @param isResumed true where the log is followed from a place that an earlier process has left
     */
    public void start(Log followed, boolean isResumed) {
        log = followed;
        isPlaceKnown = isResumed;
        publisher.onHeard(options.name(), this::heard);
        speaker.start(this::open, AgentRecord.keyOfSigns(options.name()), this::sign);
    }

    private void open() {
        if (!isPlaceKnown && wasThereBefore()) {
            publisher.record(Gap.at(
                    log.feed(),
                    clock.instant(),
                    "agent " + options.name() + " was there before, and its place in the log is lost"));
        }
        isPlaceKnown = true;
        if (questions == null) {
            questions = new TopicReader(
                            Topic.control(options),
                            TopicReader.Start.END,
                            () -> clients.reader("questions"),
                            this::asked,
                            () -> isListening = true)
                    .start();
        }
    }

    private Optional<byte[]> sign() {
        if (!isListening) {
            return Optional.empty();
        }
        return Optional.of(AgentRecord.value(new AgentRecord.Sign(
                options.name(),
                epoch,
                clock.instant(),
                log.behind(),
                publisher.newest(options.name()),
                log.isReadable(),
                log.place())));
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
        speaker.say(
                AgentRecord.keyOfHeard(options.name()),
                AgentRecord.value(new AgentRecord.Heard(options.name(), epoch, beat.path(), beat.seen())));
    }

    @Override
    public void close() {
        speaker.close();
        if (questions != null) {
            questions.close();
        }
    }
}
