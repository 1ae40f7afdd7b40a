package dev.caravan.fleet;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what an agent finds in its logs: the hints through the route, and the gaps by itself, since they come from
 * anywhere. Each log is an agent of its own to the movers: its host's by this process's name, a further one by its feed's.
 * Thread-safe.
 */
public final class Publisher implements Gap.Recorder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final long AGAIN_MILLIS = 1000;

    private final FleetOptions options;
    private final FleetClients clients;
    private final BrokerWatch broker;
    private final Topic topic;
    private Producer<byte[], byte[]> ofGaps;
    private volatile boolean isThere;
    private final Map<String, Instant> newest = new ConcurrentHashMap<>();
    private final Map<String, Consumer<Hint.Named>> heard = new ConcurrentHashMap<>();

    Publisher(FleetOptions options, FleetClients clients, BrokerWatch broker) {
        this.options = options;
        this.clients = clients;
        this.broker = broker;
        topic = Topic.hints(options);
    }

    /**
     * Makes sure that the topic is there.
     *
     * @return false where no broker answers; then it is tried again before anything is published
     * @throws IOException if it cannot be used as it is
     */
    public synchronized boolean begin() throws IOException, InterruptedException {
        isThere = isThere || topic.ensure();
        if (!isThere) {
            broker.failed("no answer to a first question");
        }
        return isThere;
    }

    /** From now on this is given each beat that has come out of the agent's log, once everything before it is with the brokers. */
    void onHeard(String agent, Consumer<Hint.Named> taker) {
        heard.put(agent, taker);
    }

    /** The time of the agent's newest line; the begin of 1970 where none has come out of its log yet. */
    Instant newest(String agent) {
        return newest.getOrDefault(agent, Instant.EPOCH);
    }

    /** The agent whose log has this name. */
    private String agent(String feed) {
        return Hints.agent(feed).orElse(options.name());
    }

    /** The records of a batch's hints, as the messages that {@code kafka:} sends; names that were only looked up are none. */
    public List<Message> records(HintBatch batch, Exchange exchange) throws IOException, InterruptedException {
        if (!isThere && !begin()) {
            throw new IOException("brokers " + options.brokers() + ": do not answer");
        }
        return messages(batch, exchange);
    }

    List<Message> messages(HintBatch batch, Exchange exchange) {
        List<Message> records = new ArrayList<>(batch.hints().size());
        List<Hint.Named> beats = new ArrayList<>();
        String agent = agent(batch.feed());
        for (Hint each : batch.hints()) {
            Hint.Named hint = (Hint.Named) each;
            newest.merge(agent, hint.seen(), (before, seen) -> seen.isAfter(before) ? seen : before);
            if (Canaries.is(hint.path())) {
                if (Canaries.isBeat(hint.path())) {
                    beats.add(hint);
                }
                continue;
            }
            DefaultMessage message = new DefaultMessage(exchange);
            message.setHeader(KafkaConstants.KEY, HintRecord.key(hint.path()));
            message.setBody(HintRecord.value(hint, agent));
            records.add(message);
        }
        if (!beats.isEmpty()) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange published) {
                    beats.forEach(heard.getOrDefault(agent, beat -> {}));
                }
            });
        }
        return records;
    }

    /**
     * Returns once all brokers have the gap, which a mover then records and heals, however long that takes: what follows it in
     * the log must not be done before.
     *
     * @throws IllegalStateException if interrupted
     */
    @Override
    public synchronized void record(Gap gap) {
        LOG.warn("{}: {}: a mover walks {}", gap.feed(), gap.reason(), gap.directory());
        try {
            while (!tryRecord(gap)) {
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the gap was published: " + gap.reason(), e);
        }
    }

    private boolean tryRecord(Gap gap) throws InterruptedException {
        try {
            if (!begin()) {
                return false;
            }
            producer()
                    .send(new ProducerRecord<>(
                            options.topic(), HintRecord.key(gap), HintRecord.value(gap, agent(gap.feed()))))
                    .get();
            return true;
        } catch (IOException | ExecutionException e) {
            broker.failed(String.valueOf(e.getMessage()));
            return false;
        }
    }

    @SuppressWarnings("unchecked") // The clients' factory has no types; these are its serializers.
    private Producer<byte[], byte[]> producer() {
        if (ofGaps == null) {
            Properties properties = new Properties();
            properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.brokers());
            properties.put(ProducerConfig.ACKS_CONFIG, "all");
            properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
            properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
            ofGaps = clients.getProducer(properties);
        }
        return ofGaps;
    }

    @Override
    public synchronized void close() {
        if (ofGaps != null) {
            ofGaps.close(Duration.ZERO);
        }
    }
}
