package dev.caravan.fleet;

import java.time.Duration;
import java.util.Collection;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A consumer whose commits, pauses and partitions are those of its {@link Terms}, and whose records come as one {@link
 * RecordBatch} for each partition. Used by one thread.
 */
final class PartitionConsumer extends KafkaConsumer<byte[], Object> {
    /** It is polled at least so often, for its commits. */
    private static final Duration LONGEST_POLL = Duration.ofMillis(200);

    private final Terms terms;
    private final Polls polls;

    PartitionConsumer(Properties properties, Terms terms, Polls polls) {
        super(properties);
        this.terms = terms;
        this.polls = polls;
    }

    @Override
    public ConsumerRecords<byte[], Object> poll(Duration timeout) {
        Duration shortened = timeout.compareTo(LONGEST_POLL) < 0 ? timeout : LONGEST_POLL;
        return RecordBatch.together(polls.poll(this, () -> super.poll(shortened)));
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, terms.listener(this, listener));
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        super.subscribe(pattern, terms.listener(this, listener));
    }
}
