package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.change.Canaries;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks agents for a sign of life of their logs: a name that does not exist, which an agent looks up in its own mount. A
 * record has the agent's name as its key and {@code 1 look}, a newline and the name as its value. Thread-safe.
 */
public final class Questions implements AutoCloseable {
    private static final String HEAD = "1 look\n";
    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    private final String topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private Producer<byte[], byte[]> producer;

    Questions(String topic, Supplier<Producer<byte[], byte[]>> producers) {
        this.topic = topic;
        this.producers = producers;
    }

    /**
     * Has an agent look up this name. It does not wait: brokers that are away get the question as soon as they are back.
     *
     * @throws IOException if it cannot be asked now
     */
    public void lookUp(String agent, RelativePath name) throws IOException {
        try {
            Future<?> unused = producer()
                    .send(
                            new ProducerRecord<>(
                                    topic, agent.getBytes(ISO_8859_1), (HEAD + name.latin1()).getBytes(ISO_8859_1)),
                            (metadata, failure) -> {
                                if (failure != null) {
                                    LOG.debug("topic {}: {} was not asked: {}", topic, agent, failure.toString());
                                }
                            });
        } catch (KafkaException e) {
            throw new IOException("topic " + topic + ": agent " + agent + " was not asked: " + e.getMessage(), e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    /** The name that this agent is asked to look up; empty where another one is asked, or where it is no such name. */
    static Optional<RelativePath> name(byte[] key, byte[] value, String agent) {
        if (key == null || value == null || !new String(key, ISO_8859_1).equals(agent)) {
            return Optional.empty();
        }
        String text = new String(value, ISO_8859_1);
        String name = text.startsWith(HEAD) ? text.substring(HEAD.length()) : "";
        // Nobody is to have any other path looked up by way of the topic.
        return Canaries.isName(name) && name.indexOf('/') < 0 && name.indexOf('\0') < 0
                ? Optional.of(new RelativePath(name))
                : Optional.empty();
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
