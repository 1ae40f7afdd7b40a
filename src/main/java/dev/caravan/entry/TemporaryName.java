package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which an entry is made before it takes its place: {@code .caravan.HASH-PROCESS.tmp}.
 *
 * <p>In one process it is always the same for one path, so that the next try finds what a failure left; one path is in one thread's
 * hands. No two processes give the same name: whoever else writes to the target neither removes nor completes what this one makes. It
 * is 56 bytes at most, of letters that every file system keeps as they are, whatever the entry's own name is.
 */
public final class TemporaryName {
    /** What nobody has written to for so long, of a process that cannot be asked for, is left from a crash. */
    public static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final Pattern FORM =
            Pattern.compile("\\.caravan\\.[0-9a-f]{16}-([0-9a-f]{8}-[0-9a-f]{1,8}-[0-9a-f]{1,8})\\.tmp");

    private TemporaryName() {}

    /** The temporary name in the same directory. */
    public static RelativePath beside(RelativePath path) {
        long hash = UUID.nameUUIDFromBytes(path.name().getBytes(ISO_8859_1)).getMostSignificantBits();
        return path.parent().child(".caravan." + HexFormat.of().toHexDigits(hash) + "-" + Maker.OWN + ".tmp");
    }

    /** True where this class gives the name to some entry, in this process or in another. */
    public static boolean is(String name) {
        return FORM.matcher(name).matches();
    }

    /**
     * True for the name of what nobody makes any more.
     *
     * @param changed when it was written to last
     */
    public static boolean isLeftover(String name, Instant changed, Instant now) {
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            return false;
        }
        return switch (Maker.state(form.group(1))) {
            case LIVES -> false;
            case ENDED -> true;
            case UNKNOWN -> changed.plus(ABANDONED).isBefore(now);
        };
    }

    /** True where only time tells whether somebody still makes it: another host's. */
    public static boolean isOfOtherHost(String name) {
        Matcher form = FORM.matcher(name);
        return form.matches() && Maker.state(form.group(1)) == Maker.State.UNKNOWN;
    }
}
