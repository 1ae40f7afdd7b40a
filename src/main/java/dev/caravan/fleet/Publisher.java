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
import java.util.Properties;
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
 * Publishes what an agent finds in its log: the hints through the route, and the gaps by itself, since they come from
 * anywhere. Thread-safe.
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
    private volatile Instant newest = Instant.EPOCH;
    private volatile Consumer<Hint.Named> heard = beat -> {};

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

    /** From now on this is given each beat that has come out of the log, once everything before it is with the brokers. */
    void onHeard(Consumer<Hint.Named> taker) {
        heard = taker;
    }

    /** The time of the newest line; the begin of 1970 where none has come out of the log yet. */
    Instant newest() {
        return newest;
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
        for (Hint each : batch.hints()) {
            Hint.Named hint = (Hint.Named) each;
            newest = hint.seen().isAfter(newest) ? hint.seen() : newest;
            if (Canaries.is(hint.path())) {
                if (Canaries.isBeat(hint.path())) {
                    beats.add(hint);
                }
                continue;
            }
            DefaultMessage message = new DefaultMessage(exchange);
            message.setHeader(KafkaConstants.KEY, HintRecord.key(hint.path()));
            message.setBody(HintRecord.value(hint, options.name()));
            records.add(message);
        }
        if (!beats.isEmpty()) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange published) {
                    beats.forEach(heard);
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
                            options.topic(), HintRecord.key(gap), HintRecord.value(gap, options.name())))
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
