package dev.caravan.fleet;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A topic of the fleet, which the first process that needs it makes. Single-threaded. */
final class Topic {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A question is of use for minutes. */
    private static final Duration QUESTIONS = Duration.ofHours(1);

    private static final Duration LONGEST_WALK = Duration.ofDays(90);

    private final FleetOptions options;
    private final String name;
    private final int partitions;
    private final Map<String, String> properties;

    private boolean isThere;

    private Topic(FleetOptions options, String name, int partitions, Map<String, String> properties) {
        this.options = options;
        this.name = name;
        this.partitions = partitions;
        this.properties = properties;
    }

    /** The topic of the hints. */
    static Topic hints(FleetOptions options) {
        return new Topic(options, options.topic(), options.partitions(), Map.of());
    }

    /**
     * The directories of the walk that the movers share, in as many partitions as the hints: the mover of a directory's hints
     * lists it, too.
     */
    static Topic walk(FleetOptions options) {
        return new Topic(
                options,
                options.topic() + "-walk",
                options.partitions(),
                Map.of("retention.ms", Long.toString(LONGEST_WALK.toMillis())));
    }

    /** What the agents say of themselves; of each its last words are kept. */
    static Topic agents(FleetOptions options) {
        return compacted(options, "-agents");
    }

    /** What the movers say of themselves; of each its last words are kept. */
    static Topic movers(FleetOptions options) {
        return compacted(options, "-movers");
    }

    private static Topic compacted(FleetOptions options, String suffix) {
        return new Topic(
                options,
                options.topic() + suffix,
                1,
                Map.of("cleanup.policy", "compact", "segment.ms", "600000", "min.cleanable.dirty.ratio", "0.1"));
    }

    /** What the agents are asked. */
    static Topic control(FleetOptions options) {
        return new Topic(
                options, options.topic() + "-control", 1, Map.of("retention.ms", Long.toString(QUESTIONS.toMillis())));
    }

    /** A client that asks for topics and makes them. */
    static Admin admin(FleetOptions options) throws IOException {
        Properties client = new Properties();
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.brokers());
        client.put(AdminClientConfig.CLIENT_ID_CONFIG, options.name());
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        options.addOwn(client);
        return Admin.create(client);
    }

    String name() {
        return name;
    }

    /** As {@link #ensure}, which is not called again once the topic is there. */
    boolean ensureOnce() throws IOException, InterruptedException {
        isThere = isThere || ensure();
        return isThere;
    }

    /**
     * Makes the topic where it is missing.
     *
     * @return false where no broker answers
     * @throws IOException if the topic is there and has another number of partitions, or the file of Kafka's own properties
     *     cannot be read, or the broker refuses
     */
    boolean ensure() throws IOException, InterruptedException {
        try (Admin admin = admin(options)) {
            Optional<Integer> found = partitions(admin);
            if (found.isEmpty() && !make(admin)) {
                found = partitions(admin);
            }
            if (found.isPresent() && found.get() != partitions) {
                throw new IOException("topic " + name + ": has " + found.get() + " partitions, expected " + partitions
                        + (partitions == options.partitions()
                                ? ": set caravan.fleet.partitions to what it has; a migration's topic never gets more"
                                : ": remove it, and it is made anew"));
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                return false;
            }
            throw refused(e.getCause());
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    /**
     * Deletes the records before these offsets.
     *
     * @throws IOException if no broker does
     */
    void deleteBefore(Map<TopicPartition, Long> offsets) throws IOException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> done = offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> RecordsToDelete.beforeOffset(each.getValue())));
        try (Admin admin = admin(options)) {
            admin.deleteRecords(done).all().get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw refused(e);
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        }
    }

    private IOException refused(Throwable why) {
        // The cause is left out: it may hold a configuration with its secrets.
        return new IOException("topic " + name + " at " + options.brokers() + ": cannot be used: "
                + Escape.latin1(why.getClass().getSimpleName() + ": " + why.getMessage()));
    }

    private Optional<Integer> partitions(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            TopicDescription found = admin.describeTopics(List.of(name))
                    .topicNameValues()
                    .get(name)
                    .get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(found.partitions().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes the topic, its copies as many as the brokers say; false where another process was faster. */
    private boolean make(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(properties);
        try {
            admin.createTopics(List.of(topic)).all().get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }
}
