package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.app.RouteFaults.Kind;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.control.Gate;
import dev.caravan.control.ReadRequest;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Posix;
import dev.caravan.settings.Settings;
import dev.caravan.testing.CountedTicket;
import dev.caravan.walk.WalkComponent;
import dev.caravan.walk.WalkRequests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped routes with each of their steps made to fail, or taken out as an operator's edit could: every ticket comes back, once,
 * and what was not done for its sake is on the failure journal, and is done when it is tried again.
 */
@Timeout(120)
class RouteFaultsTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int ALWAYS = 1_000_000;

    /** What a task goes through, from its hint on. */
    private static final List<String> OF_A_HINT = List.of(
            "settle-each",
            "settle-to-hold",
            "hold-until-due",
            "hold-to-reconcile",
            "reconcile-due",
            "reconcile-to-look",
            "look-path",
            "look-origin",
            "look-at-entry",
            "look-to-verdict",
            "verdict-kind",
            "verdict-by-kind",
            "verdict-to-apply",
            "apply-to-copy",
            "apply-to-outcome",
            "outcome-kind",
            "outcome-by-kind",
            "outcome-to-done",
            "done-failures",
            "done-settle",
            "done-each",
            "done-to-hold");

    /** What becomes of a hint below a directory that the target does not have. */
    private static final List<String> OF_A_NEW_DIRECTORY = List.of(
            "verdict-by-kind", "verdict-to-walk", "walk-to-source", "walk-to-done", "done-failures", "done-settle");

    /** What becomes of a hint whose directory has moved. */
    private static final List<String> OF_A_MOVE =
            List.of("verdict-to-moved", "moved-to-resolve", "moved-each-place", "moved-to-look");

    /** What an entry of a walk's page goes through. */
    private static final List<String> OF_A_WALK = List.of(
            "backfill-each", "backfill-to-batch", "batch-claim", "batch-to-copy", "batch-failures", "batch-settle");

    @TempDir
    private Path folder;

    private final Main main = new Main();
    private final RouteFaults faults = new RouteFaults();
    private final Resources resources = new Resources();
    private final Gate gate = new Gate();
    private final Workers workers = new Workers(4, gate);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private Path source;
    private Path target;
    private Parts parts;
    private WalkSchedule schedule;
    private ProducerTemplate camel;
    private int number;

    @BeforeEach
    void start() throws Exception {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("always"));
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(target.resolve("d"));
        // Nothing has to be quiet, which no operator could ask for.
        Settings settings = Settings.unchecked(settings());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Clock clock = Clock.systemUTC();
        parts = new Parts(
                settings, Posix.best(), Look.Listener.NONE, scheduler, resources, feed -> true, clock, meters);
        parts.bind(main);
        main.bind("clock", clock);
        main.bind("meters", meters);
        main.bind("gate", gate);
        main.bind("read-on", new ReadRequest());
        main.bind("workers", workers);
        main.bind("faults", faults);
        schedule = new WalkSchedule("source", parts.gaps, passes(), clock, System::nanoTime);
        main.bind("walks", schedule);
        new RouteStart(main, settings).start(Optional.of(Path.of("routes")));
        camel = main.getCamelContext().createProducerTemplate();
    }

    private static WalkSchedule.Passes passes() {
        return new WalkSchedule.Passes() {
            @Override
            public void passBegins() {}

            @Override
            public void passEnds(boolean isComplete) {}
        };
    }

    private Map<String, String> settings() throws IOException {
        Properties shipped = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("config/application.properties"))) {
            shipped.load(file);
        }
        Map<String, String> settings = new HashMap<>();
        shipped.forEach((key, value) -> settings.put((String) key, (String) value));
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.state", folder.resolve("state").toString());
        settings.put("caravan.walk.enabled", "false");
        settings.put("caravan.settle.quiet-seconds", "0");
        settings.put("caravan.settle.check-millis", "20");
        settings.put("caravan.failures.redeliveries", "1");
        settings.put("caravan.failures.redelivery-delay-millis", "1");
        settings.put("caravan.failures.check-millis", "20");
        settings.put("camel.main.jmx-enabled", "false");
        settings.put("camel.main.name", "faults");
        return settings;
    }

    @AfterEach
    void stop() throws IOException {
        new OrderlyStop(main, gate, workers).stop();
        resources.close();
        scheduler.shutdownNow();
    }

    @Test
    void aFaultInAStepOfAHintLosesNoTicketAndNoChange() throws Exception {
        assertThat(faults.steps()).containsAll(OF_A_HINT);
        List<String> wrong = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String step : OF_A_HINT) {
                wrong.addAll(attempt(step, kind, this::hint));
            }
        }
        assertThat(wrong).isEmpty();
        nothingIsOnTheJournalAtLast();
    }

    @Test
    void aFaultInAStepOfANewDirectoryLosesNoTicketAndNoChange() throws Exception {
        assertThat(faults.steps()).containsAll(OF_A_NEW_DIRECTORY);
        List<String> wrong = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String step : OF_A_NEW_DIRECTORY) {
                RelativePath directory = new RelativePath("new" + number);
                Files.createDirectory(directory.under(source));
                wrong.addAll(attempt(step, kind, this::hint, directory));
            }
        }
        assertThat(wrong).isEmpty();
        nothingIsOnTheJournalAtLast();
    }

    @Test
    void aFaultInAStepOfAMoveLosesNoTicketAndNoChange() throws Exception {
        assertThat(faults.steps()).containsAll(OF_A_MOVE);
        List<String> wrong = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String step : OF_A_MOVE) {
                wrong.addAll(attempt(step, kind, this::hintOfMovedDirectory));
            }
        }
        assertThat(wrong).isEmpty();
        nothingIsOnTheJournalAtLast();
    }

    @Test
    void aFaultInAStepOfAWalkLosesNoTicketAndNoChange() throws Exception {
        assertThat(faults.steps()).containsAll(OF_A_WALK);
        List<String> wrong = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String step : OF_A_WALK) {
                wrong.addAll(attempt(step, kind, this::walk));
            }
        }
        assertThat(wrong).isEmpty();
        nothingIsOnTheJournalAtLast();
    }

    /** What was made equal leaves it when that is on the target's disk, unless it is tried again before. */
    private void nothingIsOnTheJournalAtLast() {
        await().atMost(BOUND.multipliedBy(3)).pollInterval(BOUND.dividedBy(5)).until(() -> {
            boolean isEmpty = parts.failures.size() == 0;
            if (!isEmpty) {
                parts.failures.retryNow();
            }
            return isEmpty;
        });
    }

    @Test
    void aFaultOfAMomentIsNoFailure() throws Exception {
        CountedTicket ticket = new CountedTicket(1);
        Files.writeString(source.resolve("d/moment"), "x");
        faults.at("look-at-entry", Kind.FAILS, 1);
        hint(ticket, new RelativePath("d/moment"));
        await().atMost(BOUND).until(() -> ticket.holders() == 0);
        assertThat(faults.end(1)).isTrue();
        assertThat(target.resolve("d/moment")).exists();
        assertThat(parts.failures.size()).isZero();
    }

    /** Something that brings a path, under a ticket with one holder, to the routes. */
    @FunctionalInterface
    private interface Feed {
        void bring(CountedTicket ticket, RelativePath path) throws Exception;
    }

    private void hint(CountedTicket ticket, RelativePath path) {
        bring(ticket, new Hint.Named(path, Clock.systemUTC().instant()));
    }

    /** By an inode that was never there; whether the mount's numbers are the feed's is learnt from the right one. */
    private void hintOfMovedDirectory(CountedTicket ticket, RelativePath path) throws Exception {
        long inode = (Long) Files.getAttribute(path.parent().under(source), "unix:ino");
        CountedTicket before = new CountedTicket(number);
        bring(
                before,
                new Hint.Named(
                        path.parent().child("none"), inode, Clock.systemUTC().instant()));
        await().atMost(BOUND).until(() -> before.holders() == 0);
        bring(ticket, new Hint.Named(path, inode + 1_000_000, Clock.systemUTC().instant()));
    }

    private void bring(CountedTicket ticket, Hint hint) {
        // As the log's reader does: what fails is tried again, its ticket still held.
        RuntimeException failure = null;
        try {
            camel.sendBody("direct:settle", new HintBatch(List.of(hint), ticket));
        } catch (RuntimeException e) {
            failure = e;
        }
        ticket.release();
        assertThat(failure == null || parts.failures.size() > 0).isTrue();
    }

    private void walk(CountedTicket ticket, RelativePath path) throws Exception {
        WalkRequests walks =
                main.getCamelContext().getComponent("walk", WalkComponent.class).requests("source");
        walks.add(path, ticket).get();
    }

    private List<String> attempt(String step, Kind kind, Feed feed) throws Exception {
        return attempt(step, kind, feed, new RelativePath("d"));
    }

    private List<String> attempt(String step, Kind kind, Feed feed, RelativePath directory) throws Exception {
        String what = step + " " + kind;
        List<String> wrong = new ArrayList<>();
        RelativePath path = directory.child("f" + number++);
        Files.writeString(path.under(source), what);
        CountedTicket ticket = new CountedTicket(number);
        faults.at(step, kind, ALWAYS);
        feed.bring(ticket, path);
        if (!within(() -> ticket.holders() <= 0)) {
            wrong.add(what + ": the ticket has " + ticket.holders() + " holders");
        }
        if (!faults.end(ALWAYS)) {
            wrong.add(what + ": the step was not reached");
        }
        boolean isCopied = Files.exists(path.under(target));
        if (!isCopied && !parts.failures.has(path)) {
            wrong.add(what + ": neither copied nor failed");
        }
        boolean isMended = within(() -> {
            // Of what was in hand, some may fail a moment after the fault was taken away.
            boolean isMade = Files.exists(path.under(target));
            if (!isMade) {
                parts.failures.retryNow();
            }
            return isMade && isIdle();
        });
        if (!isMended) {
            wrong.add(what + ": tried again, it is not copied, or something waits");
        }
        if (ticket.holders() != 0) {
            wrong.add(what + ": in the end the ticket has " + ticket.holders() + " holders");
        }
        return wrong;
    }

    private boolean isIdle() {
        return parts.hold.size() == 0 && workers.isIdle();
    }

    private static boolean within(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.sleep(10);
        }
        return false;
    }
}
