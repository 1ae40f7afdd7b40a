package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.RelativePath;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A directory to be listed, as a record of the walk's topic. Its key is the directory's path, which is the key of the hints for
 * what is in it; its value {@code 1 times} or {@code 1 same}: whether the directory's times have to be set afterwards.
 */
record WalkRecord(RelativePath directory, boolean needsTimes) {
    private static final String TIMES = "1 times";
    private static final String SAME = "1 same";

    /** This record, for the topic. */
    ProducerRecord<byte[], byte[]> in(Topic topic) {
        return new ProducerRecord<>(
                topic.name(),
                directory.latin1().getBytes(ISO_8859_1),
                (needsTimes ? TIMES : SAME).getBytes(ISO_8859_1));
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
        return switch (new String(value, ISO_8859_1)) {
            case TIMES -> new WalkRecord(new RelativePath(new String(key, ISO_8859_1)), true);
            case SAME -> new WalkRecord(new RelativePath(new String(key, ISO_8859_1)), false);
            default -> throw new IllegalArgumentException("its value is none of the version 1, the newest known here");
        };
    }
}
