package dev.caravan.settings;

import dev.caravan.change.Gap;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The client's log of a further host that writes to the source. Immutable; any thread.
 *
 * @param name the host's name in the settings
 * @param path the log, where this host sees it
 * @param zone the time zone of its times
 * @param tool the host's own inode tool and its arguments, as {@link Key#RESOLVE_COMMAND}; empty where the common one is
 *     asked
 * @param beat the command that looks up a name through that host's mount, as arguments of which {@code {}} stands for
 *     the name; empty where there is none
 */
public record Feed(String name, Path path, ZoneId zone, String tool, List<String> beat) {
    /** What stands for the name in the command. */
    public static final String NAME = "{}";

    /** The settings of each feed. */
    static final List<String> SETTINGS = List.of("path", "zone", "tool", "beat");

    private static final String PREFIX = "caravan.feed.";
    private static final Pattern KEY = Pattern.compile("caravan\\.feed\\.([a-z0-9-]+)\\.(path|zone|tool|beat)");

    /** Its name in the routes, in gaps, metrics and messages. */
    public String id() {
        return Gap.CLIENT_LOG + "-" + name;
    }

    /** The names in the value of {@link Key#FEEDS}. */
    static List<String> names(String value) {
        return Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The key of one of its settings: path, zone, tool or beat. */
    static String key(String name, String setting) {
        return PREFIX + name + "." + setting;
    }

    /** True for the keys of all feeds that there may be. */
    static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /** The keys of the feed that a key seems to be meant for. */
    static Stream<String> keysLike(String key) {
        return key.startsWith(PREFIX) && key.lastIndexOf('.') > PREFIX.length()
                ? SETTINGS.stream().map(setting -> key(nameOf(key), setting))
                : Stream.empty();
    }

    /** The name in the key of a feed. */
    static String nameOf(String key) {
        return key.substring(PREFIX.length(), key.lastIndexOf('.'));
    }
}
