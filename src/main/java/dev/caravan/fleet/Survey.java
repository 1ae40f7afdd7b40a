package dev.caravan.fleet;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers of a fleet tell of themselves. Immutable.
 *
 * @param brokers how many there are
 * @param answer how long a question took, once they were connected
 * @param version the Kafka whose features they support; empty where they do not tell
 * @param hints the topic of the hints; empty where it is not there
 */
public record Survey(int brokers, Duration answer, Optional<String> version, Optional<HintsTopic> hints) {
    /** Longer than a request of the admin client may take. */
    private static final long PATIENCE_SECONDS = 20;

    private static final String METADATA = "metadata.version";

    /** The release that brought each level of that feature first. */
    private static final NavigableMap<Integer, String> RELEASES = new TreeMap<>(Map.ofEntries(
            Map.entry(1, "3.0"),
            Map.entry(2, "3.1"),
            Map.entry(3, "3.2"),
            Map.entry(4, "3.3"),
            Map.entry(8, "3.4"),
            Map.entry(9, "3.5"),
            Map.entry(12, "3.6"),
            Map.entry(15, "3.7"),
            Map.entry(20, "3.8"),
            Map.entry(21, "3.9"),
            Map.entry(22, "4.0"),
            Map.entry(26, "4.1"),
            Map.entry(28, "4.2"),
            Map.entry(30, "4.3 or later")));

    /**
     * The topic of the hints, as it is.
     *
     * @param replicas how many brokers have a copy of the partition that has the fewest
     * @param leastInSync how many of them have to have a hint before it counts as published
     * @param retention how long a hint is kept; empty for ever
     */
    public record HintsTopic(int partitions, int replicas, int leastInSync, Optional<Duration> retention) {}

    /**
     * Asks them.
     *
     * @throws IOException if they do not answer, or refuse
     */
    static Survey of(FleetOptions options, LongSupplier nanoTime) throws IOException, InterruptedException {
        try (Admin admin = Topic.admin(options)) {
            // The first question also connects.
            answer(admin.describeCluster().nodes());
            long begin = nanoTime.getAsLong();
            int brokers = answer(admin.describeCluster().nodes()).size();
            Duration answer = Duration.ofNanos(nanoTime.getAsLong() - begin);
            return new Survey(brokers, answer, version(admin), hints(admin, options.topic()));
        } catch (TimeoutException e) {
            throw new IOException("brokers " + options.brokers() + ": do not answer", e);
        } catch (ExecutionException e) {
            throw failed(options, e.getCause());
        } catch (KafkaException e) {
            throw failed(options, e);
        }
    }

    private static IOException failed(FleetOptions options, Throwable why) {
        // The cause is left out: it may hold a configuration with its secrets.
        return new IOException("brokers " + options.brokers() + ": "
                + (why instanceof org.apache.kafka.common.errors.TimeoutException
                        ? "do not answer"
                        : Escape.latin1(why.getClass().getSimpleName() + ": " + why.getMessage())));
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Optional<String> version(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        return Optional.ofNullable(answer(admin.describeFeatures().featureMetadata())
                        .supportedFeatures()
                        .get(METADATA))
                .map(SupportedVersionRange::maxVersion)
                .flatMap(level -> release(level));
    }

    /** The release whose features these are; empty where it is older than any that is known. */
    static Optional<String> release(int level) {
        return Optional.ofNullable(RELEASES.floorEntry(level)).map(Map.Entry::getValue);
    }

    private static Optional<HintsTopic> hints(Admin admin, String name)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription topic;
        try {
            topic = answer(admin.describeTopics(List.of(name)).topicNameValues().get(name));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = answer(admin.describeConfigs(List.of(resource)).values().get(resource));
        int replicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        long retention = number(config, TopicConfig.RETENTION_MS_CONFIG, -1);
        return Optional.of(new HintsTopic(
                topic.partitions().size(),
                replicas,
                (int) number(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 1),
                retention < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retention))));
    }

    private static long number(Config config, String key, long otherwise) {
        ConfigEntry entry = config.get(key);
        return entry == null || entry.value() == null ? otherwise : Long.parseLong(entry.value());
    }
}
