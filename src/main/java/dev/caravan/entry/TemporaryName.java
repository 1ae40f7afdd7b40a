package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which an entry is made before it is renamed to its own:
 * {@code .caravan.HASH-PROCESS.tmp}. Stateless; any thread.
 *
 * <p>Within a process it is always the same for one path, so that the next attempt finds what a failed one left; only
 * one thread works on a path. No two processes give the same name, so that nobody else who writes to the target removes
 * or completes this process's entries. It has at most 56 bytes, all of them letters, digits and signs that every file
 * system keeps, whatever the entry's own name is.
 */
public final class TemporaryName {
    /**
     * An entry of a process that cannot be checked, and has no lease, counts as left over from a crash once nobody has
     * written to it for this long.
     */
    public static final Duration ABANDONED = Duration.ofMinutes(10);

    private static final Pattern FORM = Pattern.compile("\\.caravan\\.[0-9a-f]{16}-(" + Maker.FORM + ")\\.tmp");

    private TemporaryName() {}

    /** The temporary name for this path, in the same directory. */
    public static RelativePath beside(RelativePath path) {
        long hash = UUID.nameUUIDFromBytes(path.name().getBytes(ISO_8859_1)).getMostSignificantBits();
        return path.parent().child(".caravan." + HexFormat.of().toHexDigits(hash) + "-" + Maker.OWN + ".tmp");
    }

    /** True where this class, in any process, gives such names. */
    public static boolean is(String name) {
        return FORM.matcher(name).matches();
    }

    /** The process that makes the entry with this name; empty where this class never gives such a name. */
    public static Optional<String> maker(String name) {
        Matcher form = FORM.matcher(name);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /**
     * True where the process that makes the entry has ended.
     *
     * @param changed when the entry was last written to
     */
    public static boolean isLeftover(String name, Instant changed, Instant now, Makers makers) {
        Optional<String> maker = maker(name);
        if (maker.isEmpty()) {
            return false;
        }
        return switch (makers.state(maker.get())) {
            case LIVES -> false;
            case ENDED -> true;
            case UNKNOWN -> changed.plus(ABANDONED).isBefore(now);
        };
    }

    /** True where the entry's maker is not a process of this host. */
    public static boolean isOfOtherHost(String name) {
        return maker(name)
                .filter(maker -> Maker.state(maker) == Maker.State.UNKNOWN)
                .isPresent();
    }
}
