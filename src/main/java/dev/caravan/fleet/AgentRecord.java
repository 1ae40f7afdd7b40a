package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * A record of the agents' topic, as bytes. The key {@code NAME} has the value {@code 1 sign EPOCH TIME BEHIND NEWEST LOG
 * PLACE}; the key {@code NAME/heard}, so that compaction keeps both, has {@code 1 heard EPOCH SEEN}, a newline and the name
 * that was looked up. 1 is the format's version, times are milliseconds since 1970. A key without a value: the agent is
 * forgotten. Immutable; any thread.
 */
sealed interface AgentRecord {
    /** What ends the key of what an agent has heard; no agent's name holds a slash. */
    String HEARD = "/heard";

    /** The agent's name. */
    String agent();

    /**
     * A sign of life.
     *
     * @param epoch differs in each process
     * @param time by the agent's own clock
     * @param behind bytes of its log that were not read yet
     * @param newest the newest line's time; the epoch's begin, 1970, where there was none since the start
     * @param isReadable false where its log is missing or cannot be read
     * @param place the place in its log before which everything is with the brokers; empty where there is none yet
     */
    record Sign(String agent, String epoch, Instant time, long behind, Instant newest, boolean isReadable, String place)
            implements AgentRecord {}

    /**
     * A name that was looked up on the agent's host has come out of its log, and everything before it is with the brokers.
     *
     * @param seen the line's time
     */
    record Heard(String agent, String epoch, RelativePath name, Instant seen) implements AgentRecord {}

    /** Somebody has said that this agent is not to be missed. */
    record Forgotten(String agent) implements AgentRecord {}

    /** The key of an agent's signs of life. */
    static byte[] keyOfSigns(String agent) {
        return agent.getBytes(ISO_8859_1);
    }

    /** The key of what an agent has heard. */
    static byte[] keyOfHeard(String agent) {
        return (agent + HEARD).getBytes(ISO_8859_1);
    }

    /** The value of the record. */
    static byte[] value(Sign sign) {
        return ("1 sign " + sign.epoch() + ' ' + sign.time().toEpochMilli() + ' ' + sign.behind() + ' '
                        + sign.newest().toEpochMilli() + (sign.isReadable() ? " readable " : " unreadable ")
                        + sign.place().replace(' ', '_'))
                .getBytes(ISO_8859_1);
    }

    /** The value of the record. */
    static byte[] value(Heard heard) {
        return ("1 heard " + heard.epoch() + ' ' + heard.seen().toEpochMilli() + '\n'
                        + heard.name().latin1())
                .getBytes(ISO_8859_1);
    }

    /**
     * The record with this key and value.
     *
     * @param value null where there is none
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static AgentRecord of(byte[] key, byte[] value) {
        if (key == null) {
            throw new IllegalArgumentException("it has no key");
        }
        String text = new String(key, ISO_8859_1);
        boolean isOfHeard = text.endsWith(HEARD);
        String agent = isOfHeard ? text.substring(0, text.length() - HEARD.length()) : text;
        if (value == null) {
            return new Forgotten(agent);
        }
        String all = new String(value, ISO_8859_1);
        int end = all.indexOf('\n');
        String[] words = (end < 0 ? all : all.substring(0, end)).split(" ", -1);
        if (!words[0].equals("1")) {
            throw new IllegalArgumentException("it does not begin with the version 1, the newest that is known here");
        }
        if (!isOfHeard && words.length == 8 && words[1].equals("sign")) {
            return new Sign(
                    agent,
                    words[2],
                    time(words[3]),
                    Long.parseLong(words[4]),
                    time(words[5]),
                    words[6].equals("readable"),
                    words[7]);
        }
        if (isOfHeard && words.length == 4 && words[1].equals("heard") && end >= 0) {
            return new Heard(agent, words[2], new RelativePath(all.substring(end + 1)), time(words[3]));
        }
        throw new IllegalArgumentException("it is neither a sign of life nor a name that was heard");
    }

    private static Instant time(String word) {
        return Instant.ofEpochMilli(Long.parseLong(word));
    }
}
