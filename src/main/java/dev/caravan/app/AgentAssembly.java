package dev.caravan.app;

import dev.caravan.change.CutoverPort;
import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.checkpoint.FileOffsetStore;
import dev.caravan.checkpoint.StateLock;
import dev.caravan.control.Gate;
import dev.caravan.control.ReadRequest;
import dev.caravan.control.Threads;
import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.Signs;
import dev.caravan.monitor.AdjustableValue;
import dev.caravan.monitor.Controls;
import dev.caravan.monitor.Migration;
import dev.caravan.parse.HintFormat;
import dev.caravan.parse.Parser;
import dev.caravan.posix.Lstat;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Feed;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.tail.LogLag;
import dev.caravan.tail.LogPosition;
import dev.caravan.tail.TailComponent;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerifyOptions;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.Main;

/**
 * A running agent of a fleet: follows its host's log, and those of further hosts, and publishes what they name. It opens
 * neither tree, and walks nothing. Thread-safe once started.
 */
final class AgentAssembly implements Engine.Running {
    private final Clock clock = Clock.systemUTC();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Gate gate = new Gate();
    private final Main main = new Main();
    private final Resources resources = new Resources();
    private final Settings settings;
    private final List<AgentLog> logs = new ArrayList<>();
    private FileOffsetStore<LogPosition> offsets;
    private Fleet.Agent fleet;

    private AgentAssembly(Settings settings) {
        this.settings = settings;
    }

    /** Starts an agent; see {@link Engine}. */
    static Engine.Running start(Settings settings, Optional<Path> routes) throws Exception {
        AgentAssembly agent = new AgentAssembly(settings);
        try {
            agent.bind();
            new RouteStart(agent.main, settings).start(routes);
            agent.show();
            agent.tellOfItself();
            return agent;
        } catch (IOException e) {
            agent.stop();
            throw new ConfigurationException(e instanceof FileSystemException ? e.toString() : e.getMessage(), e);
        } catch (Exception e) {
            agent.stop();
            throw e;
        }
    }

    private void bind() throws IOException {
        Path state = settings.state();
        Files.createDirectories(state);
        resources.add(StateLock.acquire(state));
        ScheduledExecutorService scheduler = Threads.scheduler("clockwork");
        resources.add(scheduler::shutdownNow);
        // What the brokers have acknowledged is done.
        offsets = resources.add(new FileOffsetStore<>(
                state, Parts.FEED, LogPosition.class, clock, meters, Durability.GIVEN, scheduler));
        fleet = FleetAssembly.agent(settings, clock, main);
        Gap.Recorder gaps = resources.add(fleet.publisher());
        String dialect = settings.text(Key.PARSE_DIALECT);
        Parser parser = new Parser(dialect, settings.zone(), clock, Parts.FEED, gaps, meters);
        OtherHostLogs others = new OtherHostLogs(settings, gaps, Durability.GIVEN, scheduler, resources, clock, meters);
        addLogs(others);
        main.bind("clock", clock);
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        main.bind("gate", gate);
        main.bind("read-on", new ReadRequest());
        main.bind("client-log-offsets", offsets);
        main.bind(dialect, new HintFormat(parser));
        main.bind("line-start", parser.lineStart());
        others.bind(main);
        new Resolvers(settings, gaps, resources, clock, meters).bind(main);
    }

    /** The logs that it follows, each an agent of its own to the movers. */
    private void addLogs(OtherHostLogs others) {
        if (settings.has(Key.TAIL_PATH)) {
            logs.add(new AgentLog(
                    settings.fleetName(),
                    Parts.FEED,
                    offsets.mark().isPresent(),
                    () -> tail().lag(Parts.FEED),
                    offsets::mark,
                    // That the name does not exist is what is expected.
                    name -> Lstat.read(name.under(settings.source()))));
        }
        for (Feed feed : settings.feeds()) {
            // Only names are looked up through it.
            RemoteMount mount = new RemoteMount(feed, false, () -> true);
            logs.add(new AgentLog(
                    feed.name(),
                    feed.id(),
                    others.mark(feed).isPresent(),
                    () -> tail().lag(feed.id()),
                    () -> others.mark(feed),
                    mount::lookUp));
        }
    }

    private void tellOfItself() {
        for (AgentLog log : logs) {
            Signs signs = resources.add(fleet.signs().apply(log.agent()));
            signs.start(log, log.isResumed());
        }
    }

    private void show() {
        resources.add(Migration.register(
                ManagementFactory.getPlatformMBeanServer(),
                meters,
                new Migration.Texts(
                        this::state,
                        () -> offsets.mark().map(Assembly::text).orElse(""),
                        () -> "none: an agent looks at nothing",
                        this::logs,
                        List::of,
                        List::of),
                new Controls(
                        gate,
                        new AdjustableValue(() -> 0, ignored -> {}),
                        new AdjustableValue(() -> 0, ignored -> {}),
                        () -> 0,
                        ignored -> {},
                        new NoCutover())));
    }

    /** How the brokers and the logs of further hosts stand, a line each. */
    private String logs() {
        String brokers = settings.text(Key.FLEET_TOPIC) + ": "
                + (fleet.broker().areAway() ? "the brokers do not answer" : "the brokers answer");
        return Stream.concat(
                        Stream.of(brokers),
                        logs.stream()
                                .filter(log -> !log.feed().equals(Parts.FEED))
                                .map(AgentLog::toString))
                .collect(Collectors.joining("\n"));
    }

    /** An agent has no cut-over of its own. */
    private static final class NoCutover implements CutoverPort {
        private static final String WHY = "this is an agent of a fleet: ask a mover";

        @Override
        public String readiness(String optionsJson) {
            throw new IllegalStateException(WHY);
        }

        @Override
        public String begin(String optionsJson) {
            throw new IllegalStateException(WHY);
        }

        @Override
        public String progress() {
            throw new IllegalStateException(WHY);
        }

        @Override
        public void abort() {
            throw new IllegalStateException(WHY);
        }
    }

    private String state() {
        if (!main.isStarted()) {
            return "STARTING";
        }
        return lag().isUnreadable() ? "NO_LOG" : "FOLLOWING";
    }

    private LogLag lag() {
        return tail().lag();
    }

    private TailComponent tail() {
        return main.getCamelContext().getComponent("tail", TailComponent.class);
    }

    @Override
    public Optional<Instant> heldUntil() {
        return Optional.empty();
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
        return new Backlog(lag(), 0, 0, 0, 0, false);
    }

    @Override
    public CompletableFuture<Void> walked() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<LeftOut> leftOut() {
        return List.of();
    }

    @Override
    public Set<RelativePath> hotPaths() {
        return Set.of();
    }

    @Override
    public Verification verify(VerifyOptions options) {
        throw new UnsupportedOperationException("an agent compares nothing");
    }

    @Override
    public void awaitDurable() {
        // Whatever is marked is with the brokers.
    }

    @Override
    public void stop() {
        new OrderlyStop(main, gate, new Workers(1, gate)).stop();
        resources.close();
    }
}
