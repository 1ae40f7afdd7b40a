package dev.caravan;

import dev.caravan.change.Canaries;
import dev.caravan.change.CutoverPort;
import dev.caravan.change.Freeze;
import dev.caravan.change.Gap;
import dev.caravan.change.Gate;
import dev.caravan.change.HardLinks;
import dev.caravan.change.Look;
import dev.caravan.change.ReadOn;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Roots;
import dev.caravan.change.TargetLimits;
import dev.caravan.change.Ticket;
import dev.caravan.checkpoint.FailureJournal;
import dev.caravan.checkpoint.FileOffsetStore;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.checkpoint.StateLock;
import dev.caravan.cli.ConfigurationException;
import dev.caravan.cli.Engine;
import dev.caravan.cli.Settings;
import dev.caravan.copy.Bandwidth;
import dev.caravan.cutover.CutoverService;
import dev.caravan.cutover.Marker;
import dev.caravan.monitor.Controls;
import dev.caravan.monitor.Dial;
import dev.caravan.monitor.Migration;
import dev.caravan.parse.Parser;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Trees;
import dev.caravan.reconcile.Reconciler;
import dev.caravan.reconcile.RemovalPolicy;
import dev.caravan.resolve.Resolver;
import dev.caravan.settle.ChangedPaths;
import dev.caravan.settle.Hold;
import dev.caravan.settle.Settle;
import dev.caravan.tail.LogPosition;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import dev.caravan.verify.VerifyOptions;
import dev.caravan.walk.WalkComponent;
import dev.caravan.walk.WalkPosition;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration that runs: makes each stage, gives it to Camel under the name that the routes know it by, and starts and stops the
 * whole in order.
 */
final class Assembly implements Engine.Running {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final String FEED = "client-log";

    /** The name of the walk that copies. */
    private static final String WALK = "source";

    /** How often the counters are looked at from which a freeze is forecast. */
    private static final Duration SAMPLES = Duration.ofSeconds(5);

    private final Clock clock = Clock.systemUTC();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Gate gate = new Gate();
    private final ReadOn readOn = new ReadOn();
    private final Main main = new Main();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Settings settings;
    private final Workers workers;
    private final Bandwidth bandwidth;
    private FileOffsetStore<LogPosition> offsets;
    private FailureJournal failures;
    private GapJournal gaps;
    private Trees trees;
    private Settle settle;
    private Hold hold;
    private ChangedPaths changed;
    private Freeze freeze;
    private WalkSchedule schedule;
    private Verifier verifier;
    private Verifications verifications;
    private ScheduledExecutorService scheduler;

    private Assembly(Settings settings) {
        this.settings = settings;
        workers = new Workers(settings.number("caravan.copy.workers"), gate);
        bandwidth = new Bandwidth(settings.bytesPerSecond("caravan.copy.bandwidth-bytes-per-second"));
    }

    /** Starts all of it; see {@link Engine}. */
    static Engine.Running start(Settings settings, Optional<Path> routes, Look.Listener reads) throws Exception {
        Assembly migration = new Assembly(settings);
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
        toClose.push(StateLock.acquire(state));
        if (!settings.isOnlyRead()) {
            new Marker(new StateFiles(state)).pass(settings.isAgain(), clock.instant());
        }
        scheduler = Executors.newSingleThreadScheduledExecutor(Assembly::daemon);
        toClose.push(scheduler::shutdownNow);

        gaps = closing(new GapJournal(state, clock, meters));
        failures =
                closing(new FailureJournal(state, settings.seconds("caravan.failures.retry-seconds"), clock, meters));
        offsets = closing(new FileOffsetStore<>(state, FEED, LogPosition.class, clock, meters, scheduler));
        main.bind(
                "walk-offsets",
                closing(new FileOffsetStore<>(state, "walk", WalkPosition.class, clock, meters, scheduler)));
        trees = new Trees(
                settings.isOnlyRead()
                        ? Roots.view(settings.readRoot(), settings.target())
                        : Roots.open(settings.readRoot(), settings.target()),
                Posix.best(),
                new HardLinks(),
                new TargetLimits(),
                settings.text("caravan.copy.xattrs").equals("true"));
        Duration quiet = settings.seconds("caravan.settle.quiet-seconds");
        freeze = new Freeze(quiet);
        changed = new ChangedPaths(clock);
        hold = new Hold(clock, settings.number("caravan.settle.max-held-paths"));
        Parser parser = parser(gaps);
        Optional<Canaries> canaries = haveLooksEchoes(parser) ? Optional.of(new Canaries()) : Optional.empty();
        settle = new Settle(
                hold,
                settings.exclusions(),
                freeze,
                settings.seconds("caravan.settle.echo-seconds"),
                canaries,
                changed,
                clock,
                meters);
        Resolver resolver = closing(resolver(quiet, gaps));
        Reconciler reconciler = new Reconciler(
                trees,
                settings.exclusions(),
                new RemovalPolicy(
                        settings.text("caravan.delete").equals("keep"), settings.number("caravan.delete.max-entries")),
                freeze,
                settings.seconds("caravan.settle.max-hold-seconds"),
                settle.and(reads),
                resolver::forget,
                canaries,
                gaps,
                clock,
                meters);
        verifier = new Verifier(
                trees,
                settings.exclusions(),
                quiet,
                settings.number("caravan.walk.workers"),
                settings.number("caravan.delete.max-entries"),
                settle.and(reads),
                clock,
                meters);
        verifications = new Verifications(
                verifier, () -> walks("verify"), () -> walks().isBusy() || !workers.isIdle(), quiet, clock);
        schedule = new WalkSchedule(WALK, gaps, this::walk, reconciler::passBegins, scheduler, clock);
        schedule.begin(
                settings.seconds("caravan.walk.heal-seconds"),
                Duration.ofHours(settings.number("caravan.walk.every-hours")));

        main.bind("clock", clock);
        main.bind("meters", meters);
        main.bind("gate", gate);
        main.bind("read-on", readOn);
        main.bind("gaps", alsoTelling(verifier, gaps));
        main.bind("roots", trees.roots());
        main.bind("trees", trees);
        main.bind("exclusions", settings.exclusions());
        main.bind("client-log-offsets", offsets);
        main.bind("parse", parser);
        main.bind("resolve", resolver);
        main.bind("settle", settle);
        main.bind("hold", hold);
        main.bind("hold-controller", hold.controller());
        main.bind("held-path", hold.path());
        main.bind("held-remaining", hold.remaining());
        main.bind("reconcile", reconciler);
        main.bind("verify", verifier);
        main.bind("failures", failures);
        main.bind("workers", workers);
        main.bind("bandwidth", bandwidth);
        main.bind("walks", schedule);
    }

    /** What a walk could not list was not verified either. */
    private static Gap.Recorder alsoTelling(Verifier verifier, GapJournal gaps) {
        return gap -> {
            gaps.record(gap);
            if (gap.feed().equals("walk")) {
                verifier.missed(gap);
            }
        };
    }

    /** A second mount's reads are not logged, and some logs tell who read. */
    private boolean haveLooksEchoes(Parser parser) {
        return settings.text("caravan.read-root").isEmpty() && !parser.excludesOwnReads();
    }

    private Parser parser(GapJournal gaps) {
        return new Parser(settings.text("caravan.parse.dialect"), settings.zone(), clock, FEED, gaps, meters);
    }

    private Resolver resolver(Duration quiet, GapJournal gaps) {
        boolean noLog = settings.text("caravan.tail.path").isEmpty()
                && settings.text("caravan.resolve.command").isEmpty();
        String dialect = settings.text("caravan.parse.dialect");
        return Resolver.of(
                noLog && !dialect.equals("moosefs") ? "paths" : dialect,
                settings.tool(),
                quiet,
                clock,
                FEED,
                gaps,
                meters);
    }

    private void startRoutes(Optional<Path> routes) throws Exception {
        new RouteStart(main, settings).start(routes);
        toClose.push(Migration.register(
                ManagementFactory.getPlatformMBeanServer(),
                meters,
                this::state,
                () -> offsets.mark().map(Assembly::text).orElse(""),
                new Controls(
                        gate,
                        new Dial(bandwidth::bytesPerSecond, bandwidth::setBytesPerSecond),
                        new Dial(workers::getCorePoolSize, workers::resize),
                        failures::retryNow,
                        this::walk,
                        cutover(routes))));
    }

    private CutoverPort cutover(Optional<Path> routes) {
        CutoverService service = new CutoverAssembly(
                        settings,
                        routes,
                        new LiveCaravan.Stages(settle, hold, changed, gaps, gate, workers, trees.roots(), this::meter),
                        main.getCamelContext())
                .service(
                        freeze,
                        schedule,
                        new Comparisons(verifier, verifications, clock),
                        new StateFiles(settings.state()),
                        readOn,
                        this::isDrained,
                        () -> walks().isBusy(),
                        clock);
        Future<?> unused =
                scheduler.scheduleWithFixedDelay(service::sample, 0, SAMPLES.toMillis(), TimeUnit.MILLISECONDS);
        return service;
    }

    /** A place in the log for a person. */
    private static String text(LogPosition mark) {
        return "byte " + mark.offset() + " of the log with inode " + mark.inode() + ", written " + mark.modified();
    }

    private String state() {
        if (!main.isStarted()) {
            return "STARTING";
        }
        return walks().isBusy() ? "WALKING" : "FOLLOWING";
    }

    private void walk(RelativePath directory) {
        CompletableFuture<?> unused = walks().add(directory, Ticket.NONE);
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
    public boolean isDrained() {
        return meter("caravan.settle.held") == 0 && isIdle();
    }

    @Override
    public boolean isDrainedButForHotPaths() {
        return meter("caravan.settle.held") <= meter("caravan.settle.hot") && isIdle();
    }

    @Override
    public Set<RelativePath> hotPaths() {
        return settle.hotPaths();
    }

    private boolean isIdle() {
        return meter("caravan.tail.lag.bytes") == 0
                && !walks().isBusy()
                && workers.isIdle()
                && main.getCamelContext().getInflightRepository().size() == 0;
    }

    @Override
    public void stop() {
        LOG.info("stopping: what is being copied is finished");
        end();
        LOG.info("stopped");
    }

    private void end() {
        new OrderlyStop(main, gate, workers).stop();
        toClose.forEach(Assembly::close);
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.error("{} did not close: {}", resource, e.toString());
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        toClose.push(resource);
        return resource;
    }

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "clockwork");
        thread.setDaemon(true);
        return thread;
    }
}
