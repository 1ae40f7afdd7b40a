package dev.caravan.fleet;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * What a process of a fleet is told.
 *
 * @param brokers {@code host:port}, separated by commas
 * @param topic the topic of the hints
 * @param partitions how many it has
 * @param name this process's name in the fleet
 * @param session after which time without a sign of life a mover is taken for dead
 * @param own the file of Kafka's own properties, secrets among them; empty where there is none
 */
public record FleetOptions(
        String brokers, String topic, int partitions, String name, Duration session, Optional<Path> own) {
    /** The same, for another name in the fleet. */
    FleetOptions named(String other) {
        return new FleetOptions(brokers, topic, partitions, other, session, own);
    }

    /**
     * Adds Kafka's own properties, which override what is there.
     *
     * @throws IOException if the file cannot be read
     */
    void addOwn(Properties properties) throws IOException {
        if (own.isPresent()) {
            try (Reader file = Files.newBufferedReader(own.get())) {
                properties.load(file);
            }
        }
    }

    /** How long after the group has confirmed that a mover belongs to it, that one may write: much less than a session. */
    Duration lease() {
        return session.dividedBy(2);
    }

    /** The time between two signs of life of an agent. */
    Duration sign() {
        return session.dividedBy(2);
    }
}
