package dev.caravan.settings;

import dev.caravan.change.ArgumentList;
import dev.caravan.entry.Escape;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.FleetOptions;
import dev.caravan.reconcile.RemovalPolicy;
import dev.caravan.resolve.ToolSettings;
import dev.caravan.settle.Settle;
import dev.caravan.trees.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The checked settings: each value has its form and range, and the roots are fit. Immutable; any thread.
 *
 * <p>The check changes nothing.
 */
public final class Settings {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Map<String, String> values;
    private final boolean onlyRead;
    private final boolean again;
    private final boolean oneWalk;
    private final String command;
    private final Role role;

    private Settings(
            Map<String, String> values, boolean onlyRead, boolean again, boolean oneWalk, String command, Role role) {
        this.values = values;
        this.onlyRead = onlyRead;
        this.again = again;
        this.oneWalk = oneWalk;
        this.command = command;
        this.role = role;
    }

    /**
     * Checks all values.
     *
     * @throws ConfigurationException with the first fault
     */
    public static Settings check(Map<String, String> values) throws ConfigurationException {
        return check(values, Role.ALONE);
    }

    /** As {@link #check(Map)}, for a process that does this of the migration. */
    public static Settings check(Map<String, String> values, Role role) throws ConfigurationException {
        Settings settings = new Settings(values, false, false, false, "run", role);
        List<ConfigurationException> faults = new SettingsCheck(settings).faults();
        if (!faults.isEmpty()) {
            throw faults.get(0);
        }
        return settings;
    }

    /** All faults, in the order of {@link #check}; empty where there are none. */
    public static List<ConfigurationException> faults(Map<String, String> values) {
        return new SettingsCheck(unchecked(values)).faults();
    }

    /** Unchecked settings, for a command that needs one or two keys and checks them itself. */
    public static Settings unchecked(Map<String, String> values) {
        return new Settings(values, false, false, false, "run", Role.ALONE);
    }

    /** The same, for a Caravan that only compares: no route but the comparing one is started. */
    public Settings onlyRead() {
        return new Settings(values, true, false, false, command, role);
    }

    /** The same, for a Caravan that may write to the target again after a cut-over. */
    public Settings again() {
        return new Settings(values, onlyRead, true, oneWalk, command, role);
    }

    /** The same, for a Caravan that walks once and follows no log. */
    public Settings oneWalk() {
        return new Settings(values, onlyRead, again, true, command, role);
    }

    /** The same, for a Caravan that another command than {@code run} starts. */
    public Settings startedAs(String name) {
        return new Settings(values, onlyRead, again, oneWalk, name, role);
    }

    /** The command that starts Caravan, by which others on the same target know it. */
    public String command() {
        return command;
    }

    /** What this process does of the migration. */
    public Role role() {
        return role;
    }

    public boolean isOneWalk() {
        return oneWalk;
    }

    public boolean isAgain() {
        return again;
    }

    public boolean isOnlyRead() {
        return onlyRead;
    }

    /** All keys and values, for the routes. */
    public Map<String, String> all() {
        return values;
    }

    public Path source() {
        return path(Key.SOURCE);
    }

    public Path target() {
        return path(Key.TARGET);
    }

    /** Caravan's own folder on the target. */
    public Path ownFolder() {
        return Exclusions.OWN.under(target());
    }

    /** The root through which the source is read. */
    public Path readRoot() {
        return has(Key.READ_ROOT) ? path(Key.READ_ROOT) : source();
    }

    public Path state() {
        return path(Key.STATE);
    }

    /**
     * The mounts below the source that belong to it.
     *
     * @throws IllegalArgumentException if one is no path below the source; {@link #check} finds that
     */
    public List<RelativePath> mounts() {
        return Stream.of(text(Key.MOUNTS).split(",", -1))
                .map(String::strip)
                .filter(path -> !path.isEmpty())
                .map(RelativePath::new)
                .toList();
    }

    /**
     * The kinds of entries that the operator accepts to be left out.
     *
     * @throws IllegalArgumentException if one is no kind; {@link #check} finds that
     */
    public Set<LeftOut.Kind> accepted() {
        return Stream.of(text(Key.ACCEPT).split(",", -1))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .map(key -> LeftOut.Kind.of(key)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "is '" + Escape.latin1(key) + "', expected some of " + LeftOut.Kind.keys())))
                .collect(Collectors.toUnmodifiableSet());
    }

    public Exclusions exclusions() {
        return Exclusions.of(text(Key.EXCLUDE));
    }

    public ZoneId zone() {
        return zone(text(Key.PARSE_ZONE), ZoneId.systemDefault());
    }

    private static ZoneId zone(String zone, ZoneId otherwise) {
        return zone.isEmpty() ? otherwise : ZoneId.of(zone);
    }

    /**
     * The logs of further hosts.
     *
     * @throws IllegalArgumentException if a command is not fit
     * @throws java.time.DateTimeException if a time zone is not known; {@link #check} finds both
     */
    public List<Feed> feeds() {
        return Feed.names(text(Key.FEEDS)).stream().map(this::feed).toList();
    }

    /** As {@link #feeds}, one of them. */
    Feed feed(String name) {
        return new Feed(
                name,
                absolute(values.getOrDefault(Feed.key(name, "path"), "")),
                zone(values.getOrDefault(Feed.key(name, "zone"), ""), zone()),
                values.getOrDefault(Feed.key(name, "tool"), ""),
                ArgumentList.of(values.getOrDefault(Feed.key(name, "beat"), "")));
    }

    /** The settings of a log that is not followed, since {@link Key#FEEDS} does not name it; empty where there is none. */
    public Optional<String> feedThatIsNotNamed() {
        List<String> names = Feed.names(text(Key.FEEDS));
        return values.keySet().stream()
                .filter(Feed::isKey)
                .filter(key -> !names.contains(Feed.nameOf(key)))
                .findFirst();
    }

    /** True where any log is followed. */
    public boolean isAnyLogFollowed() {
        return has(Key.TAIL_PATH) || has(Key.OPLOG_PATH) || has(Key.FEEDS);
    }

    /** The agents that have to be there; empty where those count that were ever seen. */
    public List<String> agents() {
        return has(Key.AGENTS)
                ? Stream.of(text(Key.AGENTS).split(",", -1)).map(String::strip).toList()
                : List.of();
    }

    /** The name of this process in the fleet: the host's where none is given. */
    public String fleetName() {
        return has(Key.FLEET_NAME) ? text(Key.FLEET_NAME) : hostName();
    }

    /** What this process is told of its fleet. */
    public FleetOptions fleet() {
        return new FleetOptions(
                text(Key.FLEET_BROKERS),
                text(Key.FLEET_TOPIC),
                number(Key.FLEET_PARTITIONS),
                fleetName(),
                millis(Key.FLEET_SESSION_MILLIS),
                has(Key.FLEET_PROPERTIES) ? Optional.of(path(Key.FLEET_PROPERTIES)) : Optional.empty());
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip().replaceAll("[^A-Za-z0-9._-]", "-");
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * The settings of the inode tool.
     *
     * @throws IllegalArgumentException if its command or a pattern is not fit; {@link #check} finds that
     */
    public ToolSettings tool() {
        return tool(text(Key.RESOLVE_COMMAND));
    }

    /** As {@link #tool()}, with this log's own command. */
    public ToolSettings tool(Feed feed) {
        return tool(feed.tool());
    }

    private ToolSettings tool(String command) {
        boolean isInMount = text(Key.PARSE_DIALECT).equals("moosefs")
                && text(Key.RESOLVE_DIRECTORY).equals(".");
        String pattern = text(Key.RESOLVE_PATTERN);
        return ToolSettings.of(
                command,
                isInMount ? source() : path(Key.RESOLVE_DIRECTORY),
                pattern.isEmpty() ? ToolSettings.DEFAULT_PATTERN : pattern,
                text(Key.RESOLVE_GONE_PATTERN),
                text(Key.RESOLVE_PREFIX),
                seconds(Key.RESOLVE_ANSWER_SECONDS));
    }

    /** How long hints are held, and what is looked at again. */
    public Settle.Options settle() {
        return new Settle.Options(
                seconds(Key.SETTLE_ECHO_SECONDS),
                hours(Key.SETTLE_LOOK_AGAIN_HOURS),
                number(Key.SETTLE_MAX_LOOK_AGAIN_PATHS),
                millis(Key.SETTLE_HEARTBEAT_MILLIS));
    }

    /** What becomes of the target's entries that the source has no more. */
    public RemovalPolicy removals() {
        return new RemovalPolicy(text(Key.DELETE).equals("keep"), number(Key.DELETE_MAX_ENTRIES));
    }

    /** A time that is given in seconds. */
    public Duration seconds(Key key) {
        return Duration.ofSeconds(number(key));
    }

    /** A time that is given in milliseconds. */
    public Duration millis(Key key) {
        return Duration.ofMillis(number(key));
    }

    /** A time that is given in hours. */
    public Duration hours(Key key) {
        return Duration.ofHours(number(key));
    }

    public int number(Key key) {
        return Integer.parseInt(text(key));
    }

    /** Bytes per second, 0 or more. */
    public long bytesPerSecond(Key key) {
        return Long.parseLong(text(key));
    }

    public boolean flag(Key key) {
        return text(key).equals("true");
    }

    /** True where the value is not empty. */
    public boolean has(Key key) {
        return !text(key).isEmpty();
    }

    /** The value as given; every key has one, perhaps an empty one. */
    public String text(Key key) {
        String value = values.get(key.key());
        if (value == null) {
            throw new IllegalArgumentException("there is no setting " + key);
        }
        return value;
    }

    /** The value as an absolute path of this machine: its bytes are the text in UTF-8, in any locale. */
    public Path path(Key key) {
        return absolute(text(key));
    }

    private static Path absolute(String text) {
        return FileNames.ofText(text).toAbsolutePath().normalize();
    }
}
