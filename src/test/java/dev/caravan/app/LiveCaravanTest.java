package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.checkpoint.FailureJournal;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.LeftOutJournal;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.control.Freeze;
import dev.caravan.control.Gate;
import dev.caravan.cutover.Activity;
import dev.caravan.cutover.LastVerify;
import dev.caravan.cutover.Scope;
import dev.caravan.cutover.Situation;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.settle.ChangedPaths;
import dev.caravan.settle.Held;
import dev.caravan.settle.Hold;
import dev.caravan.settle.OtherHosts;
import dev.caravan.settle.Settle;
import dev.caravan.tail.LogLag;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.Roots;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveCaravanTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath PATH = new RelativePath("a");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(START);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Gate gate = new Gate();
    private final Workers workers = new Workers(1, gate);
    private final Freeze freeze = new Freeze(Duration.ofMinutes(2));
    private final ChangedPaths changed = new ChangedPaths(clock);
    private final Hold hold = new Hold(clock, 100);
    private final Settle settle = new Settle(
            hold,
            Exclusions.of(""),
            freeze,
            new Settle.Options(Duration.ofSeconds(10), Duration.ZERO, 100, Duration.ofMinutes(1)),
            "client-log",
            Optional.empty(),
            Optional.empty(),
            OtherHosts.NONE,
            changed,
            gap -> {},
            clock,
            meters);
    private final List<Held> held = new ArrayList<>();
    private Path source;
    private GapJournal gaps;
    private LeftOutJournal leftOut;
    private FailureJournal failures;
    private LiveCaravan caravan;

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        Files.writeString(source.resolve("a"), "12345");
        Path target = Files.createDirectory(folder.resolve("target"));
        gaps = new GapJournal(folder.resolve("state"), clock, meters);
        leftOut = new LeftOutJournal(
                folder.resolve("state"),
                Set.of(LeftOut.Kind.SOCKETS),
                path -> Optional.empty(),
                Optional::empty,
                meters);
        failures = new FailureJournal(folder.resolve("state"), Duration.ofHours(1), clock, meters, Durability.GIVEN);
        caravan = new LiveCaravan(
                new LiveCaravan.Stages(
                        settle,
                        hold,
                        changed,
                        gaps,
                        leftOut,
                        failures,
                        gate,
                        workers,
                        Durability.GIVEN,
                        Roots.open(source, target),
                        () -> List.of("backfill, process 7 on other"),
                        () -> LogLag.NONE,
                        this::meter),
                new LiveCaravan.Links(
                        Heartbeat.NONE,
                        () -> Optional.of("the client caches names"),
                        () -> true,
                        workers::isIdle,
                        () -> false,
                        () -> null,
                        Optional::empty,
                        new LastVerify(new StateFiles(folder.resolve("state"))),
                        scope -> null,
                        held::add,
                        () -> null),
                List.of("client-log"),
                Duration.ZERO);
    }

    @AfterEach
    void close() throws IOException {
        workers.shutdownNow();
        gaps.close();
        leftOut.close();
        failures.close();
    }

    private long meter(String name) {
        return name.length();
    }

    @Test
    void tellsItsSituation() throws IOException {
        settle.again(new Verdict.Wait(task(), look(), START, true, "never became quiet"));
        gaps.record(Gap.at("client-log", START, "the log was truncated"));
        failures.failed(task(), new IOException("no"));
        gate.pause();
        Situation situation = caravan.situation();
        assertThat(situation.paused()).isTrue();
        assertThat(situation.follows()).isTrue();
        assertThat(situation.failures()).isEqualTo(1);
        assertThat(situation.hot()).containsExactly(new Situation.Hot(PATH, 5));
        assertThat(situation.gaps()).containsExactly(Gap.at("client-log", START, "the log was truncated"));
        assertThat(situation.targetFault()).isEmpty();
        assertThat(situation.otherMovers()).containsExactly("backfill, process 7 on other");
        assertThat(situation.shown()).isEqualTo(Heartbeat.Shown.NO);
        assertThat(situation.distrust()).contains("the client caches names");
    }

    @Test
    void tellsWhenARootIsNotWhatItWas() throws IOException {
        Files.delete(source.resolve("a"));
        assertThat(caravan.situation().targetFault().orElseThrow()).contains("is empty and was not at the start");
    }

    @Test
    void countsWithTheMetersOfTheStages() {
        assertThat(caravan.activity())
                .isEqualTo(new Activity(
                        "caravan.copy.entries".length() + "caravan.copy.removed".length(),
                        "caravan.reconcile.looks".length(),
                        "caravan.copy.bytes".length(),
                        "caravan.tail.bytes".length()));
    }

    @Test
    void knowsWhatWasChangedAndThatItDoesNotKnow() {
        settle.done(new Verdict.Applied(task(), look(), false), new DefaultExchange(new DefaultCamelContext()));
        assertThat(caravan.changedSince(START)).isEqualTo(Scope.of(Set.of(PATH)));
        assertThat(caravan.changedSince(START.minusSeconds(1))).isEqualTo(Scope.EVERYTHING);
    }

    @Test
    void holdsWhatIsToBeLookedAtAndWhatWasLookedAtTooSoon() throws InterruptedException {
        freeze.begin(START);
        caravan.lookAt(List.of(PATH));
        assertThat(held).extracting(Held::due).containsExactly(START);

        freeze.tookYoung(PATH);
        settle.done(new Verdict.Applied(task(), look(), false), new DefaultExchange(new DefaultCamelContext()));
        caravan.thaw();
        assertThat(freeze.isOn()).isFalse();
        assertThat(held).extracting(Held::due).containsExactly(START, START.plusSeconds(120));
    }

    @Test
    void tellsWhatIsLeftOutAndNotAccepted() {
        leftOut.found(new RelativePath("run/socket"), LeftOut.Kind.SOCKETS);
        leftOut.found(new RelativePath("home"), LeftOut.Kind.MOUNTS);
        assertThat(caravan.situation().leftOut())
                .containsExactly(new LeftOut(LeftOut.Kind.MOUNTS, 1, new RelativePath("home")));
    }

    @Test
    void sealsOnceTheCopyInHandHasEnded() throws InterruptedException {
        CountDownLatch copying = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        workers.execute(() -> {
            copying.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        copying.await();
        Thread sealing = new Thread(caravan::seal);
        sealing.start();
        await().until(gate::isSealed);
        assertThat(sealing.isAlive()).isTrue();
        mayEnd.countDown();
        sealing.join();
        workers.execute(() -> {});
        assertThat(caravan.isDrained()).isFalse();
        caravan.unseal();
        await().until(caravan::isDrained);
    }

    private static Task task() {
        return new Task(PATH, Ticket.NONE, START, Origin.HINT, 0);
    }

    private static Look look() {
        return new Look(START, START);
    }
}
