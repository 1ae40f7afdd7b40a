package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Ticket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.common.TopicPartition;

/** Turns the records of a mover's partitions into hints. Used by the thread that polls. */
public final class Hints {
    /** The name of all agents' logs together, for batches and gaps. */
    public static final String FEED = Gap.CLIENT_LOG + "-fleet";

    private final Terms terms;
    private final Gap.Recorder gaps;
    private final Clock clock;

    Hints(Terms terms, Gap.Recorder gaps, Clock clock) {
        this.terms = terms;
        this.gaps = gaps;
        this.clock = clock;
    }

    /**
     * The hint in the record that an exchange has, under a ticket of the record's partition; no hint where the record tells
     * of a gap, which is recorded, or cannot be read, which is one.
     */
    public HintBatch batch(Exchange exchange) {
        Message message = exchange.getMessage();
        TopicPartition partition = new TopicPartition(
                message.getHeader(KafkaConstants.TOPIC, String.class),
                message.getHeader(KafkaConstants.PARTITION, Integer.class));
        long offset = message.getHeader(KafkaConstants.OFFSET, Long.class);
        Optional<Ticket> ticket = terms.ticket(partition, offset);
        if (ticket.isEmpty()) {
            return new HintBatch(List.of(), Ticket.NONE, FEED);
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onFailure(Exchange failed) {
                // Whatever holds the ticket by now does its part; the rest is found by a walk.
                missed(partition, offset, String.valueOf(failed.getException()));
            }

            @Override
            public void onDone(Exchange done) {
                ticket.get().release();
            }
        });
        return batch(partition, offset, message.getBody(byte[].class), ticket.get());
    }

    private HintBatch batch(TopicPartition partition, long offset, byte[] value, Ticket ticket) {
        try {
            HintRecord read = HintRecord.of(value);
            if (read instanceof HintRecord.OfHint hint) {
                return new HintBatch(List.of(hint.hint()), ticket, feed(hint.agent()));
            }
            gaps.record(((HintRecord.OfGap) read).gap());
        } catch (IllegalArgumentException e) {
            missed(partition, offset, "cannot be read: " + e.getMessage());
        }
        return new HintBatch(List.of(), ticket, FEED);
    }

    /** The name of this agent's log, for batches and gaps. */
    public static String feed(String agent) {
        return Gap.CLIENT_LOG + "-" + agent;
    }

    private void missed(TopicPartition partition, long offset, String why) {
        gaps.record(Gap.at(
                FEED,
                clock.instant(),
                "topic " + partition.topic() + ", partition " + partition.partition() + ", offset " + offset + ": "
                        + why));
    }
}
