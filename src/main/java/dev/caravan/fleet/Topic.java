package dev.caravan.fleet;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic of the hints, which the first process of the fleet makes. Single-threaded. */
final class Topic {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FleetOptions options;

    Topic(FleetOptions options) {
        this.options = options;
    }

    /**
     * Makes the topic where it is missing.
     *
     * @return false where no broker answers
     * @throws IOException if the topic is there and has another number of partitions, or the file of Kafka's own properties
     *     cannot be read, or the broker refuses
     */
    boolean ensure() throws IOException, InterruptedException {
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.brokers());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, options.name());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        options.addOwn(properties);
        try (Admin admin = Admin.create(properties)) {
            Optional<Integer> partitions = partitions(admin);
            if (partitions.isEmpty() && !make(admin)) {
                partitions = partitions(admin);
            }
            if (partitions.isPresent() && partitions.get() != options.partitions()) {
                throw new IOException(
                        "topic " + options.topic() + ": has " + partitions.get() + " partitions, expected "
                                + options.partitions()
                                + ": set caravan.fleet.partitions to what it has; a migration's topic never"
                                + " gets more");
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

    private IOException refused(Throwable why) {
        // The cause is left out: it may hold a configuration with its secrets.
        return new IOException("topic " + options.topic() + " at " + options.brokers() + ": cannot be used: "
                + Escape.latin1(why.getClass().getSimpleName() + ": " + why.getMessage()));
    }

    private Optional<Integer> partitions(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            TopicDescription found = admin.describeTopics(List.of(options.topic()))
                    .topicNameValues()
                    .get(options.topic())
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
        NewTopic topic = new NewTopic(options.topic(), Optional.of(options.partitions()), Optional.empty());
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
