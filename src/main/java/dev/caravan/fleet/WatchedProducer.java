package dev.caravan.fleet;

import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A producer that tells of its brokers. Thread-safe. */
final class WatchedProducer extends KafkaProducer<byte[], byte[]> {
    private final BrokerWatch broker;

    WatchedProducer(Properties properties, BrokerWatch broker) {
        super(properties);
        this.broker = broker;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> hint, Callback callback) {
        return super.send(hint, (metadata, failure) -> {
            if (failure == null) {
                broker.answered();
            } else {
                broker.failed(failure.getMessage());
            }
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
        });
    }
}
