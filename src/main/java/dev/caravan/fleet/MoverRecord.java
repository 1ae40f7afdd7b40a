package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;

/**
 * A record of the movers' topic, as bytes. The key {@code NAME} has the value {@code 1 sign EPOCH TIME STATE PARTITIONS BEHIND
 * OUTSTANDING HELD GAPS FAILURES AGAIN ENTRIES BYTES VERSION}. 1 is the format's version, the time is milliseconds since 1970,
 * the state is {@code running} or {@code ended}. A key without a value: the mover is forgotten. Immutable; any thread.
 */
sealed interface MoverRecord {
    /** The mover's name. */
    String mover();

    /**
     * A sign of life, or the last word.
     *
     * @param epoch differs in each process
     * @param time by the mover's own clock
     * @param hasEnded true in the last word of a process that was stopped
     * @param share what it has of the hints
     * @param work how its own work stands
     * @param version that of its Caravan
     */
    record Sign(String mover, String epoch, Instant time, boolean hasEnded, Share share, MoverWork work, String version)
            implements MoverRecord {}

    /**
     * What a mover has of the topic of the hints.
     *
     * @param partitions how many are its
     * @param behind records of these that it has not fetched yet
     * @param outstanding records that somebody still works on
     */
    record Share(int partitions, long behind, long outstanding) {}

    /** Somebody has said that this mover is not to be missed. */
    record Forgotten(String mover) implements MoverRecord {}

    /** The key of a mover's records. */
    static byte[] key(String mover) {
        return mover.getBytes(ISO_8859_1);
    }

    /** The value of the record. */
    static byte[] value(Sign sign) {
        Share share = sign.share();
        MoverWork work = sign.work();
        return ("1 sign " + sign.epoch() + ' ' + sign.time().toEpochMilli()
                        + (sign.hasEnded() ? " ended " : " running ")
                        + share.partitions() + ' ' + share.behind() + ' ' + share.outstanding() + ' ' + work.held()
                        + ' ' + work.gaps() + ' ' + work.failures() + ' ' + work.again() + ' ' + work.entries() + ' '
                        + work.bytes() + ' ' + sign.version().replace(' ', '_'))
                .getBytes(ISO_8859_1);
    }

    /**
     * The record with this key and value.
     *
     * @param value null where there is none
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static MoverRecord of(byte[] key, byte[] value) {
        if (key == null) {
            throw new IllegalArgumentException("it has no key");
        }
        String mover = new String(key, ISO_8859_1);
        if (value == null) {
            return new Forgotten(mover);
        }
        String[] words = new String(value, ISO_8859_1).split(" ", -1);
        if (!words[0].equals("1")) {
            throw new IllegalArgumentException("it does not begin with the version 1, the newest that is known here");
        }
        if (words.length != 15 || !words[1].equals("sign")) {
            throw new IllegalArgumentException("it is no sign of life");
        }
        return new Sign(
                mover,
                words[2],
                Instant.ofEpochMilli(Long.parseLong(words[3])),
                words[4].equals("ended"),
                new Share(Integer.parseInt(words[5]), Long.parseLong(words[6]), Long.parseLong(words[7])),
                new MoverWork(
                        Long.parseLong(words[8]),
                        Long.parseLong(words[9]),
                        Long.parseLong(words[10]),
                        Long.parseLong(words[11]),
                        Long.parseLong(words[12]),
                        Long.parseLong(words[13])),
                words[14]);
    }
}
