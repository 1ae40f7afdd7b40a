package dev.caravan.app;

import dev.caravan.change.Custody;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.StateFolder;
import dev.caravan.change.Ticket;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.control.Freeze;
import dev.caravan.control.ReadRequest;
import dev.caravan.control.Threads;
import dev.caravan.cutover.CutoverService;
import dev.caravan.cutover.Facts;
import dev.caravan.cutover.LastVerify;
import dev.caravan.cutover.Signatures;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.trees.Roots;
import dev.caravan.verify.Comparisons;
import dev.caravan.walk.WalkRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Puts the cut-over together for a running migration. Single-threaded. */
final class CutoverAssembly {
    /** Longer than it takes to reach the end of a log with nothing new. */
    private static final Duration READ_ON = Duration.ofMillis(200);

    private final Settings settings;
    private final Optional<Path> routes;
    private final LiveCaravan.Stages stages;
    private final CamelContext camel;

    /**
     * For a migration whose routes have started.
     *
     * @param routes the folder of the routes; empty for those in the jar
     */
    CutoverAssembly(Settings settings, Optional<Path> routes, LiveCaravan.Stages stages, CamelContext camel) {
        this.settings = settings;
        this.routes = routes;
        this.stages = stages;
        this.camel = camel;
    }

    /**
     * The feeds, as the cut-over needs them.
     *
     * @param log asks that the client's log be read to its end at once
     * @param heartbeat the heartbeat of that log
     * @param distrust why the feeds alone cannot be trusted; empty where they can
     * @param drained true where all feeds are at their ends and nothing is in work
     * @param fleet the rest of it; empty where this is no mover of one
     */
    record Feeds(
            ReadRequest log,
            Heartbeat heartbeat,
            Supplier<Optional<String>> distrust,
            BooleanSupplier drained,
            Optional<FleetView> fleet) {}

    /**
     * Returns the service that carries out the cut-over command.
     *
     * @param walks the requests for walks that copy
     */
    CutoverService service(
            Freeze freeze,
            Feeds feeds,
            WalkSchedule schedule,
            WalkRequests walks,
            Comparisons comparisons,
            StateFolder state,
            Clock clock) {
        var toHold = camel.createProducerTemplate();
        LiveCaravan caravan = new LiveCaravan(
                stages,
                new LiveCaravan.Links(
                        feeds.heartbeat(),
                        feeds.distrust(),
                        () -> isReadToTheEnd(feeds.log()),
                        () -> isReadToTheEnd(feeds.log()) && feeds.drained().getAsBoolean(),
                        walks::isBusy,
                        () -> new WholeSourceWalk(
                                walks.add(RelativePath.ROOT, Ticket.NONE),
                                () -> stages.meter().applyAsLong("caravan.walk.entries"),
                                clock),
                        schedule::lastPass,
                        new LastVerify(state),
                        scope -> scope.everything() ? comparisons.beginWhole() : comparisons.begin(scope.paths()),
                        held -> toHold.send("direct:hold", exchange -> {
                            exchange.getMessage().setBody(held);
                            Custody.take(exchange, held.task());
                        }),
                        this::facts),
                feeds(),
                onItsWay(),
                feeds.fleet());
        return new CutoverService(
                caravan,
                freeze,
                state,
                new StateFiles(settings.ownFolder()),
                // No wait is needed: the log is read to its end on request.
                Duration.ZERO,
                clock,
                duration -> Thread.sleep(duration.toMillis()),
                Threads.pool("cutover", 1));
    }

    private boolean hasLog() {
        return settings.has(Key.TAIL_PATH) || settings.has(Key.FEEDS);
    }

    private boolean hasOplog() {
        return camel.getRoute("moosefs-oplog") != null;
    }

    /**
     * How long lines of the oplog may be under way: its route reads again after a pause, and
     * collects lines into batches.
     */
    private Duration onItsWay() {
        return hasOplog()
                ? settings.millis(Key.OPLOG_RETRY_MILLIS).plus(settings.millis(Key.OPLOG_BATCH_MILLIS))
                : Duration.ZERO;
    }

    private List<String> feeds() {
        List<String> feeds = new ArrayList<>();
        if (settings.has(Key.TAIL_PATH)) {
            feeds.add(Parts.FEED);
        }
        settings.feeds().forEach(feed -> feeds.add(feed.id()));
        if (hasOplog()) {
            feeds.add("oplog");
        }
        return feeds;
    }

    /** True where the log is read to its end; once the gate is sealed it is not read any more. */
    private boolean isReadToTheEnd(ReadRequest log) {
        try {
            return !hasLog() || stages.gate().isSealed() || log.toTheEnd(READ_ON);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Facts facts() {
        Roots roots = stages.roots();
        return new Facts(
                Map.of(
                        "Caravan",
                        Version.text(),
                        "Java",
                        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                        "system",
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        "Camel",
                        camel.getVersion()),
                side(roots.source(), roots.sourceDevice()),
                side(roots.target(), roots.targetDevice()),
                stages.meter().applyAsLong("caravan.copy.entries"),
                stages.meter().applyAsLong("caravan.copy.bytes"),
                stages.meter().applyAsLong("caravan.copy.removed"),
                -1,
                Map.of("settings", Signatures.ofSettings(settings.all()), "routes", signatureOfRoutes()));
    }

    private static Facts.Side side(Path root, long device) {
        try {
            FileStore store = Files.getFileStore(root);
            return new Facts.Side(Escape.path(root), device, store.type() + " (" + Escape.latin1(store.name()) + ")");
        } catch (IOException e) {
            return new Facts.Side(Escape.path(root), device, "unknown");
        }
    }

    private String signatureOfRoutes() {
        if (routes.isEmpty()) {
            return "those of the jar";
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(routes.get(), "*.camel.yaml")) {
            for (Path file : folder) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Signatures.ofFiles(files);
    }
}
