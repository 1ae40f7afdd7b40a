package dev.caravan.app;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.resolve.ResolveEndpoint;
import dev.caravan.resolve.Resolver;
import dev.caravan.resolve.ToolSettings;
import dev.caravan.settings.Feed;
import dev.caravan.settings.Key;
import dev.caravan.settings.Role;
import dev.caravan.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.camel.main.Main;

/**
 * The inode tools: one for all logs, and one more for each log of another host that names its own. Thread-safe once
 * made.
 */
final class Resolvers {
    private final Settings settings;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Resolver common;
    private final Map<Feed, Resolver> ofFeeds = new LinkedHashMap<>();

    /**
     * Makes them; a tool starts when it is asked for the first time.
     *
     * @param resources takes each of them as soon as it is made
     * @throws IOException if the source cannot be looked at
     */
    Resolvers(Settings settings, Gap.Recorder gaps, Resources resources, Clock clock, MeterRegistry meters)
            throws IOException {
        this.settings = settings;
        this.gaps = gaps;
        this.clock = clock;
        this.meters = meters;
        common = resources.add(resolver(dialect(), settings.tool(), Gap.CLIENT_LOG));
        for (Feed feed : settings.feeds()) {
            ofFeeds.put(
                    feed,
                    feed.tool().isEmpty()
                            ? common
                            : resources.add(
                                    resolver(settings.text(Key.PARSE_DIALECT), settings.tool(feed), feed.id())));
        }
    }

    private Resolver resolver(String dialect, ToolSettings tool, String feed) throws IOException {
        // The root's inode number in the client's mount, which may also be the one in its log.
        OptionalLong root =
                OptionalLong.of(Lstat.readFollowing(settings.source()).inode());
        return Resolver.of(dialect, tool, root, settings.seconds(Key.SETTLE_QUIET_SECONDS), clock, feed, gaps, meters);
    }

    /** The dialect of the common tool: without a log and a tool, other feeds have to name paths. */
    private String dialect() {
        String dialect = settings.text(Key.PARSE_DIALECT);
        boolean isWithoutTool = settings.role() != Role.MOVER
                && !settings.has(Key.TAIL_PATH)
                && !settings.has(Key.FEEDS)
                && !settings.has(Key.RESOLVE_COMMAND)
                && !dialect.equals("moosefs");
        return isWithoutTool ? "paths" : dialect;
    }

    /** Forgets the paths of this directory and of all directories below it. */
    void forget(RelativePath directory) {
        common.forget(directory);
        ofFeeds.values().forEach(resolver -> resolver.forget(directory));
    }

    /** Binds them in Camel's registry, under the names that the routes and {@code resolve:} use. */
    void bind(Main main) {
        main.bind(ResolveEndpoint.RESOLVER, common);
        main.bind("hints-by-path", common.naming());
        ofFeeds.forEach((feed, resolver) -> {
            main.bind(feed.id() + "-hints-by-path", resolver.naming());
            if (resolver != common) {
                main.bind(ResolveEndpoint.resolverOf(feed.id()), resolver);
            }
        });
    }
}
