package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Ticket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Turns the records of a mover's partitions into hints. Used by the thread that polls. */
public final class Hints {
    /** What stands for the agent where a record is of no one agent. */
    static final String ALL_AGENTS = "fleet";

    /** The name of all agents' logs together, for batches and gaps. */
    public static final String FEED = Gap.CLIENT_LOG + "-" + ALL_AGENTS;

    private final Terms terms;
    private final Gap.Recorder gaps;
    private final Clock clock;

    Hints(Terms terms, Gap.Recorder gaps, Clock clock) {
        this.terms = terms;
        this.gaps = gaps;
        this.clock = clock;
    }

    /**
     * The hints in the records that an exchange has, each under a ticket of its own record: one that is held for long keeps
     * only its own place. No hint comes of a record that tells of a gap, which is recorded, or cannot be read, which is one.
     */
    public List<HintBatch> batches(RecordBatch records, Exchange exchange) {
        List<Ticket> issued = new ArrayList<>();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onFailure(Exchange failed) {
                // Whatever holds a ticket by now does its part; the rest is found by a walk.
                missed(records, String.valueOf(failed.getException()));
                onDone(failed);
            }

            @Override
            public void onDone(Exchange done) {
                issued.forEach(Ticket::release);
            }
        });
        List<HintBatch> batches = new ArrayList<>(records.records().size());
        for (ConsumerRecord<byte[], Object> each : records.records()) {
            Optional<Ticket> ticket = terms.ticket(records.partition(), each.offset());
            if (ticket.isPresent()) {
                issued.add(ticket.get());
                read(records.partition(), each)
                        .ifPresent(read ->
                                batches.add(new HintBatch(List.of(read.hint()), ticket.get(), feed(read.agent()))));
            }
        }
        return batches;
    }

    private Optional<HintRecord.OfHint> read(TopicPartition partition, ConsumerRecord<byte[], Object> one) {
        try {
            HintRecord read = HintRecord.of((byte[]) one.value());
            if (read instanceof HintRecord.OfHint hint) {
                return Optional.of(hint);
            }
            gaps.record(((HintRecord.OfGap) read).gap());
        } catch (IllegalArgumentException e) {
            missed(new RecordBatch(partition, List.of(one)), "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** The name of this agent's log, for batches and gaps. */
    public static String feed(String agent) {
        return Gap.CLIENT_LOG + "-" + agent;
    }

    /** The agent whose log has this name; empty for that of the host itself, which has no name in it. */
    static Optional<String> agent(String feed) {
        String begin = feed("");
        return Optional.of(feed).filter(name -> name.startsWith(begin)).map(name -> name.substring(begin.length()));
    }

    private void missed(RecordBatch records, String why) {
        String offsets = records.firstOffset() == records.lastOffset()
                ? "offset " + records.firstOffset()
                : "offsets " + records.firstOffset() + " to " + records.lastOffset();
        gaps.record(Gap.at(
                FEED,
                clock.instant(),
                "topic " + records.partition().topic() + ", partition "
                        + records.partition().partition() + ", " + offsets + ": " + why));
    }
}
