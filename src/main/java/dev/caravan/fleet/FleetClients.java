package dev.caravan.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the clients of the routes. Camel's own commits would pass what is held: so the consumers are the fleet's. Thread-safe.
 */
final class FleetClients extends DefaultKafkaClientFactory {
    private static final int HEARTBEATS_IN_SESSION = 4;
    private static final String RECORDS_IN_POLL = "2000";
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final Duration DELIVERY = Duration.ofSeconds(20);

    /** A batch waits so long for more hints: its records are compressed together. */
    private static final Duration LINGER = Duration.ofMillis(5);

    private static final int BATCH_BYTES = 128 << 10;

    private final FleetOptions options;
    private final Optional<Partitions> partitions;
    private final BrokerWatch broker;

    /** What a mover's consumer works with. */
    record Partitions(Terms terms, Polls polls) {}

    /**
     * Makes clients of a mover, or of an agent, which consumes nothing.
     *
     * @param partitions those of the mover
     */
    FleetClients(FleetOptions options, Optional<Partitions> partitions, BrokerWatch broker) {
        this.options = options;
        this.partitions = partitions;
        this.broker = broker;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Consumer getConsumer(Properties properties) {
        long session = options.session().toMillis();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, options.name());
        // A mover that comes back within a session keeps its partitions.
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, options.name());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Long.toString(session));
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Long.toString(session / HEARTBEATS_IN_SESSION));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_IN_POLL);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // What was deleted before anybody took it is told, and not passed over.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        addOwn(properties);
        Partitions ours = partitions.orElseThrow(() -> new IllegalStateException("an agent consumes nothing"));
        return new PartitionConsumer(properties, ours.terms(), ours.polls());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Producer getProducer(Properties properties) {
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, options.name());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(REQUEST));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(DELIVERY));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(DELIVERY));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, millis(LINGER));
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        addOwn(properties);
        return new WatchedProducer(properties, broker);
    }

    /**
     * A producer of this process's own records, which waits for all brokers, and as long as Kafka does by itself.
     *
     * @param use tells it from this process's other clients
     */
    Producer<byte[], byte[]> producer(String use) {
        Properties properties = own(use);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(REQUEST));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(REQUEST));
        addOwn(properties);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A consumer of a whole topic, which belongs to no group and commits nothing. */
    Consumer<byte[], byte[]> reader(String use) {
        return reader(own(use));
    }

    /** A consumer whose partitions no group shares out; what it commits is kept under this name. */
    Consumer<byte[], byte[]> reader(String use, String group) {
        Properties properties = own(use);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return reader(properties);
    }

    private Consumer<byte[], byte[]> reader(Properties properties) {
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        addOwn(properties);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Properties own(String use) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.brokers());
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, options.name() + "-" + use);
        return properties;
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }

    private void addOwn(Properties properties) {
        try {
            options.addOwn(properties);
        } catch (IOException e) {
            throw new UncheckedIOException("caravan.fleet.properties: cannot be read", e);
        }
    }
}
