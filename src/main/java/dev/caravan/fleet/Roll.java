package dev.caravan.fleet;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads which agents there are and what they say, and asks them. Thread-safe once started. */
public final class Roll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Roll.class);

    private final FleetOptions options;
    private final FleetClients clients;
    private final Set<String> expected;
    private final Topic topic;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Questions questions;
    private Agents agents;
    private TopicReader reader;

    Roll(FleetOptions options, FleetClients clients, Set<String> expected) {
        this.options = options;
        this.clients = clients;
        this.expected = expected;
        topic = Topic.agents(options);
        questions = new Questions(Topic.control(options).name(), () -> clients.producer("questions"));
        agents = new Agents(expected, options.sign(), System::nanoTime, Agents.Listener.NONE);
    }

    /** Begins to read, and tells this listener. */
    public void start(Agents.Listener listener) {
        agents = new Agents(expected, options.sign(), System::nanoTime, listener);
        reader = new TopicReader(topic, TopicReader.Start.BEGINNING, () -> clients.reader("agents"), this::take, () -> {
                    agents.loaded();
                    loaded.countDown();
                })
                .start();
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        try {
            agents.take(AgentRecord.of(each.key(), each.value()));
        } catch (IllegalArgumentException e) {
            LOG.warn("topic {}, offset {}: cannot be read: {}", topic.name(), each.offset(), e.getMessage());
        }
    }

    /** The agents as they are known. */
    public Agents agents() {
        return agents;
    }

    /** Asks them. */
    public Questions questions() {
        return questions;
    }

    /** Waits until all that was said before has been read; false where that takes longer. */
    public boolean awaitLoaded(long seconds) throws InterruptedException {
        return loaded.await(seconds, TimeUnit.SECONDS);
    }

    /**
     * Nobody misses this agent any more, until it speaks again.
     *
     * @throws ExecutionException if the brokers do not take it
     */
    public void forget(String agent) throws ExecutionException, InterruptedException {
        try (Producer<byte[], byte[]> producer = clients.producer("forget")) {
            for (byte[] key : List.of(AgentRecord.keyOfHeard(agent), AgentRecord.keyOfSigns(agent))) {
                producer.send(new ProducerRecord<>(topic.name(), key, null)).get();
            }
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        questions.close();
    }
}
