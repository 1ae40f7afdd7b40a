package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * A record of the topic, as bytes: {@code 1 hint SEEN DIRECTORY-INODE AGENT}, a newline and the path; or {@code 1 gap FROM
 * TO AGENT}, a newline, the reason, a newline and the directory. 1 is the format's version, times are milliseconds since
 * 1970, the inode is hexadecimal. A path is its bytes, whatever they are. The key of either is a directory's path, so that
 * one mover at a time works in one directory. Immutable; any thread.
 */
sealed interface HintRecord {
    /** The name of the agent that has published it. */
    String agent();

    /** Somebody named an entry. */
    record OfHint(Hint.Named hint, String agent) implements HintRecord {}

    /** Hints may be missing; the gap's feed is the agent's log. */
    record OfGap(Gap gap, String agent) implements HintRecord {}

    /** The key of what concerns an entry: its directory. */
    static byte[] key(RelativePath path) {
        return path.parent().latin1().getBytes(ISO_8859_1);
    }

    /** The key of a gap. */
    static byte[] key(Gap gap) {
        return gap.directory().latin1().getBytes(ISO_8859_1);
    }

    /** The value of the record. */
    static byte[] value(Hint.Named hint, String agent) {
        String head =
                "1 hint " + hint.seen().toEpochMilli() + ' ' + Long.toHexString(hint.directoryInode()) + ' ' + agent;
        return (head + '\n' + hint.path().latin1()).getBytes(ISO_8859_1);
    }

    /** The value of the record. */
    static byte[] value(Gap gap, String agent) {
        String head = "1 gap " + gap.from().toEpochMilli() + ' ' + gap.to().toEpochMilli() + ' ' + agent;
        String reason = Escape.latin1(gap.reason().replace('\n', ' '));
        return (head + '\n' + reason + '\n' + gap.directory().latin1()).getBytes(ISO_8859_1);
    }

    /**
     * The record with this value.
     *
     * @param value null for a record without one
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static HintRecord of(byte[] value) {
        if (value == null) {
            throw new IllegalArgumentException("it has no value");
        }
        String text = new String(value, ISO_8859_1);
        int end = text.indexOf('\n');
        String[] words = text.substring(0, Math.max(0, end)).split(" ", -1);
        if (!words[0].equals("1")) {
            throw new IllegalArgumentException("it does not begin with the version 1, the newest that is known here");
        }
        if (words.length != 5) {
            throw new IllegalArgumentException("its first line has " + words.length + " words, expected 5");
        }
        String rest = text.substring(end + 1);
        return switch (words[1]) {
            case "hint" ->
                new OfHint(
                        new Hint.Named(new RelativePath(rest), Long.parseUnsignedLong(words[3], 16), time(words[2])),
                        words[4]);
            case "gap" -> gap(words, rest);
            default -> throw new IllegalArgumentException("it is neither a hint nor a gap");
        };
    }

    private static HintRecord gap(String[] words, String rest) {
        int end = rest.indexOf('\n');
        if (end < 0) {
            throw new IllegalArgumentException("it is a gap without a directory");
        }
        String agent = words[4];
        return new OfGap(
                new Gap(
                        Gap.CLIENT_LOG + "-" + agent,
                        time(words[2]),
                        time(words[3]),
                        rest.substring(0, end),
                        new RelativePath(rest.substring(end + 1))),
                agent);
    }

    private static Instant time(String word) {
        return Instant.ofEpochMilli(Long.parseLong(word));
    }
}
