package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.RelativePath;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A directory to be listed, as a record of the walk's topic. Its key is the directory's path, which is the key of the hints for
 * what is in it; its value is the version of the record.
 */
record WalkRecord(RelativePath directory) {
    private static final String VERSION = "1";

    /** This record, for the topic. */
    ProducerRecord<byte[], byte[]> in(Topic topic) {
        return new ProducerRecord<>(
                topic.name(), directory.latin1().getBytes(ISO_8859_1), VERSION.getBytes(ISO_8859_1));
    }

    /**
     * The record with this key and value.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static WalkRecord of(byte[] key, byte[] value) {
        if (key == null || value == null) {
            throw new IllegalArgumentException("it has no key or no value");
        }
        if (!new String(value, ISO_8859_1).equals(VERSION)) {
            throw new IllegalArgumentException("it is not of the version 1, the newest that is known here");
        }
        return new WalkRecord(new RelativePath(new String(key, ISO_8859_1)));
    }
}
