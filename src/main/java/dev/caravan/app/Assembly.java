package dev.caravan.app;

import dev.caravan.change.CutoverPort;
import dev.caravan.change.Look;
import dev.caravan.change.Ticket;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.checkpoint.StateLock;
import dev.caravan.control.Gate;
import dev.caravan.control.ReadRequest;
import dev.caravan.control.SharedWork;
import dev.caravan.control.Threads;
import dev.caravan.copy.Bandwidth;
import dev.caravan.cutover.CutoverService;
import dev.caravan.cutover.JsonPort;
import dev.caravan.cutover.Marker;
import dev.caravan.cutover.Situation.Pass;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.FleetWalk;
import dev.caravan.monitor.AdjustableValue;
import dev.caravan.monitor.Controls;
import dev.caravan.monitor.Migration;
import dev.caravan.posix.Posix;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.Role;
import dev.caravan.settings.Settings;
import dev.caravan.tail.LogLag;
import dev.caravan.tail.LogPosition;
import dev.caravan.tail.StreamRestart;
import dev.caravan.tail.TailComponent;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Comparisons;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifications;
import dev.caravan.verify.VerifyOptions;
import dev.caravan.walk.WalkComponent;
import dev.caravan.walk.WalkRequests;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running migration: puts its parts together, starts and stops them in order, and answers questions about its state.
 * Thread-safe once started.
 */
public final class Assembly implements Engine.Running {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private static final String WALK = Parts.WALK;

    /** The time that a stop may take, except for what comes after it. */
    private static final Duration STOP = Duration.ofMillis(9300);

    private static final Duration LEAST_FOR_DISK = Duration.ofMillis(500);

    /** How often the counters are sampled from which a freeze is forecast. */
    private static final Duration SAMPLES = Duration.ofSeconds(5);

    /**
     * A batch is shared among the workers that have nothing to do where a copy of a small file takes longer than a
     * millisecond: behind a network. Others go first after each entry.
     */
    private static final SharedWork.Terms SHARED_COPIES = new SharedWork.Terms(8, 1_000_000, 1, 1);

    private final Clock clock = Clock.systemUTC();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Gate gate = new Gate();
    private final ReadRequest readOn = new ReadRequest();
    private final Main main = new Main();
    private final Resources resources = new Resources();
    private final Settings settings;
    private final Posix posix;
    private final Workers workers;
    private final Bandwidth bandwidth;
    private Parts parts;
    private Verifications verifications;
    private WalkSchedule schedule;
    private ScheduledExecutorService scheduler;

    /** How the fleet's partitions stand, for a person; empty where there is none. */
    private Supplier<String> fleet = () -> "";

    /** The rest of the fleet; empty where this is no mover of one. */
    private Optional<FleetView> others = Optional.empty();

    /** The walk that the movers of the fleet share; empty where this is none of them. */
    private Optional<FleetWalk> sharedWalk = Optional.empty();

    private Assembly(Settings settings, Posix posix) {
        this.settings = settings;
        this.posix = posix;
        workers = new Workers(settings.number(Key.COPY_WORKERS), gate);
        bandwidth = new Bandwidth(settings.bytesPerSecond(Key.COPY_BANDWIDTH_BYTES_PER_SECOND));
    }

    /** Starts a migration; see {@link Engine}. */
    public static Engine.Running start(Settings settings, Optional<Path> routes, Look.Listener reads) throws Exception {
        return start(settings, routes, reads, Posix.best());
    }

    /** As above, with these file system calls for both trees. */
    static Engine.Running start(Settings settings, Optional<Path> routes, Look.Listener reads, Posix posix)
            throws Exception {
        RouteStart.checkFleet(settings, routes);
        if (settings.role() == Role.AGENT) {
            return AgentAssembly.start(settings, routes);
        }
        Assembly migration = new Assembly(settings, posix);
        try {
            migration.bind(reads);
            migration.startRoutes(routes);
            return migration;
        } catch (IOException e) {
            migration.end();
            throw new ConfigurationException(e instanceof FileSystemException ? e.toString() : e.getMessage(), e);
        } catch (Exception e) {
            migration.end();
            throw e;
        }
    }

    private void bind(Look.Listener reads) throws IOException {
        Path state = settings.state();
        Files.createDirectories(state);
        resources.add(StateLock.acquire(state));
        if (!settings.isOnlyRead()) {
            new Marker(new StateFiles(state), new StateFiles(settings.ownFolder()))
                    .pass(settings.isAgain(), clock.instant());
        }
        scheduler = Threads.scheduler("clockwork");
        resources.add(scheduler::shutdownNow);
        parts = new Parts(settings, posix, reads, scheduler, resources, this::isReadToTheEnd, clock, meters);
        verifications = new Verifications(
                parts.verifier,
                ticket -> walks("verify").add(RelativePath.ROOT, ticket).thenApply(WalkRequests.Walked::isComplete),
                () -> walks().isBusy() || !workers.isIdle(),
                settings.seconds(Key.SETTLE_QUIET_SECONDS),
                clock);
        Future<?> unused = scheduler.scheduleWithFixedDelay(
                () -> parts.knowledge.look(this::completeWalk, parts.durability), 1, 1, TimeUnit.SECONDS);
        schedule = new WalkSchedule(WALK, parts.gaps, passes(), clock, System::nanoTime);
        schedule.begin(settings.seconds(Key.WALK_HEAL_SECONDS), settings.hours(Key.WALK_EVERY_HOURS));

        parts.bind(main);
        if (settings.role() == Role.MOVER) {
            Fleet.Mover mover = FleetAssembly.mover(settings, parts, gate, clock, meters, main);
            others = Optional.of(resources.add(new FleetView(
                    new FleetAgents(mover, parts, clock),
                    new FleetMovers(mover, settings.fleetName(), parts, this::meter))));
            fleet = mover.text();
            sharedWalk = Optional.of(resources.add(mover.walk()));
        }
        main.bind("clock", clock);
        // For the micrometer: component, which an edited route may use.
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        main.bind("gate", gate);
        main.bind("read-on", readOn);
        main.bind("workers", workers);
        main.bind("shared-copies", new SharedWork(workers, SHARED_COPIES));
        main.bind("bandwidth", bandwidth);
        main.bind("walks", schedule);
        main.bind(
                "oplog-restart",
                new StreamRestart(
                        "moosefs-oplog",
                        "oplog",
                        settings.millis(Key.OPLOG_RETRY_MILLIS),
                        main::getCamelContext,
                        parts.gaps,
                        clock,
                        scheduler));
    }

    private void startRoutes(Optional<Path> routes) throws Exception {
        new RouteStart(main, settings).start(routes);
        others.ifPresent(FleetView::start);
        sharedWalk.ifPresent(FleetWalk::start);
        resources.add(Migration.register(
                ManagementFactory.getPlatformMBeanServer(),
                meters,
                new Migration.Texts(
                        this::state,
                        () -> parts.offsets.mark().map(Assembly::text).orElse(""),
                        parts.settle::echoes,
                        this::logs,
                        parts::otherMovers,
                        () -> others.map(all -> all.movers().lines()).orElse(List.of())),
                new Controls(
                        gate,
                        new AdjustableValue(bandwidth::bytesPerSecond, bandwidth::setBytesPerSecond),
                        new AdjustableValue(workers::getCorePoolSize, workers::resize),
                        parts.failures::retryNow,
                        this::walk,
                        cutover(routes))));
    }

    private CutoverPort cutover(Optional<Path> routes) {
        CutoverService service = new CutoverAssembly(
                        settings,
                        routes,
                        new LiveCaravan.Stages(
                                parts.settle,
                                parts.hold,
                                parts.changed,
                                parts.gaps,
                                parts.leftOut,
                                parts.failures,
                                gate,
                                workers,
                                parts.durability,
                                parts.trees.roots(),
                                parts::otherMovers,
                                this::lag,
                                this::meter),
                        main.getCamelContext())
                .service(
                        parts.freeze,
                        new CutoverAssembly.Feeds(
                                readOn,
                                parts.settle.log(),
                                parts.settle::distrust,
                                () -> backlog().isDrained(),
                                others),
                        schedule,
                        walks(),
                        new Comparisons(parts.verifier, verifications, settings.number(Key.WALK_WORKERS), clock),
                        new StateFiles(settings.state()),
                        clock);
        Future<?> unused =
                scheduler.scheduleWithFixedDelay(service::sample, 0, SAMPLES.toMillis(), TimeUnit.MILLISECONDS);
        return new JsonPort(service);
    }

    /** A position in the log, for a person. */
    static String text(LogPosition mark) {
        return "byte " + mark.offset() + " of the log with inode " + mark.inode() + ", written " + mark.modified();
    }

    /** How the log of each other host stands, a line each. */
    private String logs() {
        Stream<String> feeds = settings.feeds().stream()
                .map(feed -> feed.name() + ": " + behind(tail().lag(feed.id())) + ", " + parts.settle.life(feed.id())
                        + parts.otherLogs
                                .mark(feed)
                                .map(mark -> "; done up to " + text(mark))
                                .orElse(""));
        Stream<String> hints = Stream.of(fleet.get()).filter(text -> !text.isEmpty());
        return Stream.of(feeds, hints, others.map(all -> all.agents().lines()).orElse(List.of()).stream())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static String behind(LogLag lag) {
        return lag.isUnreadable() ? "is missing or cannot be read" : lag.bytes() + " B behind";
    }

    private String state() {
        if (!main.isStarted()) {
            return "STARTING";
        }
        if (lag().isUnreadable()) {
            return "NO_LOG";
        }
        return walks().isBusy() ? "WALKING" : "FOLLOWING";
    }

    private void walk(RelativePath directory) {
        CompletableFuture<?> unused = walks().add(directory, Ticket.NONE);
    }

    private WalkSchedule.Passes passes() {
        return new WalkSchedule.Passes() {
            @Override
            public void passBegins() {
                parts.reconciler.passBegins();
                parts.leftOut.passBegins();
            }

            @Override
            public void passEnds(boolean isComplete) {
                parts.reconciler.passEnds();
                parts.leftOut.passEnds(isComplete);
            }
        };
    }

    private WalkRequests walks() {
        return walks(WALK);
    }

    private WalkRequests walks(String name) {
        return main.getCamelContext().getComponent("walk", WalkComponent.class).requests(name);
    }

    @Override
    public Verification verify(VerifyOptions options) throws IOException, InterruptedException {
        return verifications.verify(options);
    }

    @Override
    public long meter(String name) {
        double sum = 0;
        for (Meter meter : meters.find(name).meters()) {
            sum += meter.measure().iterator().next().getValue();
        }
        return (long) sum;
    }

    @Override
    public Backlog backlog() {
        // The stages are read in the order in which a change passes through them, and the hold once more, since a task
        // in work may return to it.
        LogLag log = lag();
        long held = parts.hold.size();
        boolean isBusy = walks().isBusy()
                || !workers.isIdle()
                || main.getCamelContext().getInflightRepository().size() > 0;
        return new Backlog(
                log,
                Math.max(held, parts.hold.size()),
                parts.settle.hotPaths().size(),
                parts.failures.size(),
                parts.gaps.open().size(),
                isBusy);
    }

    @Override
    public Optional<Instant> heldUntil() {
        return parts.hold.heldUntil();
    }

    @Override
    public CompletableFuture<Void> walked() {
        return schedule.wholeSettled();
    }

    private LogLag lag() {
        return tail().lag();
    }

    private TailComponent tail() {
        return main.getCamelContext().getComponent("tail", TailComponent.class);
    }

    @Override
    public List<LeftOut> leftOut() {
        return parts.leftOut.all();
    }

    @Override
    public Set<RelativePath> hotPaths() {
        return parts.settle.hotPaths();
    }

    private boolean isReadToTheEnd(String feed) {
        return tail().lag(feed).bytes() == 0 && !gate.isPaused() && !gate.isSealed();
    }

    @Override
    public void stop() {
        LOG.info("stopping: what is being copied is finished");
        end();
        LOG.info("stopped");
    }

    /**
     * A file that never becomes quiet holds the walk's mark back, although it was looked at: such a
     * walk counts as complete.
     */
    private Optional<Instant> completeWalk() {
        Optional<Instant> complete = parts.completeWalk();
        boolean mayBeOfHotPaths = complete.isEmpty()
                && parts.failures.size() == 0
                && parts.gaps.open().isEmpty()
                && schedule != null
                && main.isStarted()
                && schedule.lastPass().isPresent()
                && backlog().isDrainedButForHotPaths();
        return mayBeOfHotPaths ? schedule.lastPass().map(Pass::began) : complete;
    }

    private void end() {
        long begin = System.nanoTime();
        new OrderlyStop(main, gate, workers).stop();
        try {
            if (parts != null) {
                Duration left = STOP.minusNanos(System.nanoTime() - begin);
                parts.endWriting(left.compareTo(LEAST_FOR_DISK) < 0 ? LEAST_FOR_DISK : left, workers.isIdle());
            }
        } catch (IOException e) {
            LOG.warn("what is known of equal files cannot be written: {}", e.toString());
        }
        resources.close();
    }

    @Override
    public void awaitDurable() throws IOException, InterruptedException {
        parts.durability.await();
    }
}
