package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.change.Ticket;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records at which each poll fails, such as one with a wrong checksum. After some tries one is a gap and is passed over: Kafka's
 * client brings nothing after it, and soon nothing of other partitions. Used by the thread that polls.
 */
final class BrokenRecords {
    private static final Logger LOG = LoggerFactory.getLogger(BrokenRecords.class);

    /** Polls that fail in a partition, without a record of it between them, before the record is passed over. */
    static final int TRIES = 10;

    private final Terms terms;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final Map<TopicPartition, Integer> tries = new HashMap<>();

    BrokenRecords(Terms terms, Gap.Recorder gaps, Clock clock) {
        this.terms = terms;
        this.gaps = gaps;
        this.clock = clock;
    }

    /** The partition whose next record a poll has failed at; empty where it failed for another reason. */
    Optional<TopicPartition> partition(Consumer<?, ?> consumer, KafkaException failure) {
        if (failure instanceof RecordDeserializationException named) {
            return Optional.of(named.topicPartition());
        }
        if (failure instanceof ApiException && !(failure instanceof CorruptRecordException)) {
            return Optional.empty();
        }
        // A wrong checksum is an exception of no kind of its own: "Received exception when fetching the next record
        // from hints-7. ..."
        List<TopicPartition> named = consumer.assignment().stream()
                .filter(each -> isNamed(each, String.valueOf(failure.getMessage())))
                .toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    private static boolean isNamed(TopicPartition partition, String message) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(partition.toString()) + "(?!\\d)")
                .matcher(message)
                .find();
    }

    /** Counts a poll that failed in this partition; true where its next record was passed over. */
    boolean failed(Consumer<?, ?> consumer, TopicPartition partition, KafkaException failure) {
        int failed = tries.merge(partition, 1, Integer::sum);
        long offset =
                failure instanceof RecordDeserializationException named ? named.offset() : consumer.position(partition);
        if (failed == 1) {
            LOG.warn("{}, offset {}: cannot be read, is tried {} times: {}", partition, offset, TRIES, why(failure));
        }
        if (failed < TRIES) {
            return false;
        }
        // Those behind it in the same batch are as broken, and each of them is passed over after one try.
        gaps.record(Gap.at(
                Hints.FEED,
                clock.instant(),
                "topic " + partition.topic() + ", partition " + partition.partition() + ", offset " + offset
                        + ": cannot be read: " + why(failure)));
        // The mark passes it, too, also where it is the last.
        terms.ticket(partition, offset).ifPresent(Ticket::release);
        consumer.seek(partition, offset + 1);
        return true;
    }

    private static String why(KafkaException failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getCause().getMessage();
    }

    /** A poll has brought records of these partitions. */
    void read(Iterable<TopicPartition> partitions) {
        partitions.forEach(tries::remove);
    }
}
