package dev.caravan.settings;

import dev.caravan.entry.Escape;
import dev.caravan.resolve.ToolSettings;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds all faults of the settings, without changing anything. Single-threaded. */
final class SettingsCheck {
    private final Settings settings;
    private final List<ConfigurationException> faults = new ArrayList<>();

    SettingsCheck(Settings settings) {
        this.settings = settings;
    }

    /** The faults in the order in which they are found; empty where there are none. */
    List<ConfigurationException> faults() {
        checkTexts();
        if (!faults.isEmpty()) {
            return faults;
        }
        checkValues();
        faults.addAll(new RootsCheck(settings).faults());
        // The check of the tool needs valid patterns.
        if (faults.stream().noneMatch(fault -> fault.getMessage().startsWith("caravan.resolve."))) {
            ToolCheck.fault(settings).ifPresent(faults::add);
        }
        return faults;
    }

    /** A text with a NUL can be neither a path nor a program's argument. */
    private void checkTexts() {
        for (Key key : Key.values()) {
            if (settings.text(key).indexOf('\0') >= 0) {
                wrong(key + ": holds a NUL");
            }
        }
    }

    private void checkValues() {
        for (Key key : Key.values()) {
            key.fault(settings.text(key)).ifPresent(this::wrong);
        }
        if (settings.isAnyLogFollowed()
                && settings.text(Key.SETTLE_QUIET_SECONDS).matches("0+")) {
            wrong(Key.SETTLE_QUIET_SECONDS
                    + ": is 0, expected 1 or more where a log is followed: a lookup comes before the change");
        }
        checkFeeds();
        checkFleet();
        try {
            settings.accepted();
        } catch (IllegalArgumentException e) {
            wrong(Key.ACCEPT + ": " + e.getMessage());
        }
        try {
            settings.zone();
            settings.exclusions();
        } catch (DateTimeException e) {
            wrong(Key.PARSE_ZONE + ": " + Escape.latin1(e.getMessage()) + "; such as Europe/Berlin");
        } catch (IllegalArgumentException e) {
            wrong(Key.EXCLUDE + ": " + e.getMessage());
        }
    }

    private void checkFleet() {
        if (settings.role() == Role.ALONE) {
            return;
        }
        for (Key key : List.of(Key.FLEET_BROKERS, Key.FLEET_TOPIC, Key.FLEET_GROUP)) {
            if (!settings.has(key)) {
                wrong(key + ": is missing");
            }
        }
        if (settings.has(Key.FLEET_PROPERTIES) && !Files.isReadable(settings.path(Key.FLEET_PROPERTIES))) {
            wrong(Key.FLEET_PROPERTIES + ": " + Escape.path(settings.path(Key.FLEET_PROPERTIES)) + " cannot be read");
        }
        if (settings.fleetName().isEmpty()) {
            wrong(Key.FLEET_NAME + ": is missing, and this host has no name");
        }
        if (settings.role() == Role.AGENT) {
            checkLogsOfAgent();
        }
        if (settings.role() == Role.MOVER && faults.isEmpty()) {
            checkSession();
        }
    }

    /** Each log is an agent of its own to the movers, which ask each of them to look up a name on its host. */
    private void checkLogsOfAgent() {
        if (!settings.has(Key.TAIL_PATH) && !settings.has(Key.FEEDS)) {
            wrong(Key.TAIL_PATH + ": is missing: the log that this agent follows; or name further hosts' logs in "
                    + Key.FEEDS);
        }
        for (String name : Feed.names(settings.text(Key.FEEDS))) {
            if (settings.all().getOrDefault(Feed.key(name, "beat"), "").isEmpty()) {
                wrong(Feed.key(name, "beat")
                        + ": is missing: movers have an agent look up names on each host whose log it"
                        + " follows, as in: ssh " + name + " stat /mnt/old/" + Feed.NAME);
            }
            if (settings.has(Key.TAIL_PATH) && name.equals(settings.fleetName())) {
                wrong(Key.FEEDS + ": names " + name + ", which is this agent's own name: set " + Key.FLEET_NAME
                        + ", or leave that one out");
            }
        }
    }

    /**
     * What one mover has begun is over before another begins the same: a session's end, and half of one in which it may
     * still write, are less than the quiet period for which the other holds what it has taken over.
     */
    private void checkSession() {
        Duration session = settings.millis(Key.FLEET_SESSION_MILLIS);
        if (session.plus(session.dividedBy(2)).compareTo(settings.seconds(Key.SETTLE_QUIET_SECONDS)) >= 0) {
            wrong(Key.FLEET_SESSION_MILLIS + ": is " + session.toMillis() + ", expected less than two thirds of "
                    + Key.SETTLE_QUIET_SECONDS + ": what a mover has begun has to be over before another takes it up");
        }
    }

    private void checkFeeds() {
        for (String name : Feed.names(settings.text(Key.FEEDS))) {
            try {
                check(settings.feed(name));
            } catch (DateTimeException | IllegalArgumentException e) {
                wrong("caravan.feed." + name + ": " + Escape.latin1(e.getMessage()));
            }
        }
    }

    private void check(Feed feed) {
        if (settings.all().get(Feed.key(feed.name(), "path")).isEmpty()) {
            wrong(Feed.key(feed.name(), "path") + ": is missing: the log of that host, where this host sees it");
        }
        ToolSettings tool = settings.tool(feed);
        if (!tool.command().isEmpty()) {
            ToolCheck.missing(tool.command().get(0), tool.directory())
                    .ifPresent(missing -> wrong(Feed.key(feed.name(), "tool") + ": " + missing));
        }
        boolean isNamed = feed.beat().stream().anyMatch(argument -> argument.contains(Feed.NAME));
        if (!feed.beat().isEmpty() && !isNamed) {
            wrong(Feed.key(feed.name(), "beat") + ": has no " + Feed.NAME
                    + ", which stands for the name to look up, as in: ssh " + feed.name() + " stat /mnt/old/"
                    + Feed.NAME);
        }
    }

    private void wrong(String message) {
        faults.add(new ConfigurationException(message));
    }
}
