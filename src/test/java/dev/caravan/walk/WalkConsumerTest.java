package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Gap;
import dev.caravan.change.ListedEntry;
import dev.caravan.change.Look;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.WalkListener;
import dev.caravan.change.WalkListener.Walk;
import dev.caravan.control.Gate;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.Roots;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class WalkConsumerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();
    private final List<String> walks = new CopyOnWriteArrayList<>();
    private final List<String> looks = new CopyOnWriteArrayList<>();
    private final List<String> settled = new CopyOnWriteArrayList<>();
    private final List<Walk> ended = new CopyOnWriteArrayList<>();
    private final AtomicLong number = new AtomicLong(10);
    private final Gate gate = new Gate();
    private Path source;
    private Path target;

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectories(folder.resolve("source/a/b"))
                .getParent()
                .getParent();
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("a/f"));
        context.getRegistry().bind("trees", TreesFixture.trees(Roots.open(source, target)));
        context.getRegistry().bind("exclusions", Exclusions.of("aladata"));
        context.getRegistry().bind("gate", gate);
        context.getRegistry().bind("gaps", Gap.Recorder.class, (Gap.Recorder) gaps::add);
        context.getRegistry().bind("meters", meters);
        context.getRegistry().bind("clock", new SettableClock(NOW));
        context.getRegistry().bind("walks", WalkListener.class, new Told());
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        context.close();
    }

    @Test
    void walksTheWholeTreeAtTheStart() throws Exception {
        Files.createDirectories(source.resolve("aladata/x"));
        Files.createDirectory(target.resolve("a"));
        Files.createFile(target.resolve("a/gone"));
        start(true, this::look);
        await().atMost(PATIENCE).until(() -> walks.size() == 2);
        assertThat(walks).containsExactly("began .", "ended .");
        assertThat(looks)
                .containsExactlyInAnyOrder(
                        "WALK .",
                        "WALK a",
                        "WALKED .",
                        "WALK a/b",
                        "WALK a/f",
                        "WALK a/gone",
                        "WALKED a",
                        "WALKED a/b");
        assertThat(meters.counter("caravan.walk.directories").count()).isEqualTo(3);
        assertThat(meters.counter("caravan.walk.entries").count()).isEqualTo(5);
        await().atMost(PATIENCE)
                .until(() -> meters.get("caravan.walk.busy").gauge().value() == 0);
        assertThat(gaps).isEmpty();
    }

    @Test
    void walksNothingThatNobodyAskedFor() throws Exception {
        start(false, this::look);
        request("a/b", Ticket.NONE);
        await().atMost(PATIENCE).until(() -> walks.size() == 2);
        assertThat(walks).containsExactly("began a/b", "ended a/b");
        assertThat(looks).containsExactlyInAnyOrder("WALK a/b", "WALKED a", "WALKED a/b");
    }

    @Test
    void walksOnceWhatIsAskedForManyTimesAndThenReleasesTheTickets() throws Exception {
        gate.pause();
        start(false, this::look);
        List<CountedTicket> tickets = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            CountedTicket ticket = new CountedTicket(i);
            tickets.add(ticket);
            request("a", ticket);
        }
        assertThat(walks).isEmpty();
        gate.resume();
        await().atMost(PATIENCE).until(() -> tickets.stream().allMatch(ticket -> ticket.holders() == 0));
        assertThat(walks).containsExactly("began a", "ended a");
    }

    @Test
    void recordsAGapForADirectoryThatCannotBeListed() throws Exception {
        String unlistable = "x".repeat(256);
        start(true, exchange -> {
            Page page = exchange.getMessage().getBody(Page.class);
            look(exchange);
            if (page.origin() == Origin.WALK && page.directory().isRoot() && looks.size() > 1) {
                page.finds().directory(new RelativePath(unlistable), Page.Copy.OF_EQUAL_TIMES);
            }
        });
        await().atMost(PATIENCE).until(() -> walks.contains("ended ."));
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.feed()).isEqualTo("walk");
            assertThat(gap.reason()).contains(unlistable).contains("cannot be listed");
            assertThat(gap.to()).isEqualTo(NOW);
        });
        // The rest is walked.
        assertThat(looks).contains("WALK a/f", "WALKED a/b");
    }

    @Test
    void recordsAGapForAPageThatFails() throws Exception {
        start(true, exchange -> {
            if (exchange.getMessage().getBody(Page.class).directory().latin1().equals("a")) {
                throw new IOException("no answer");
            }
            look(exchange);
        });
        await().atMost(PATIENCE).until(() -> walks.contains("ended ."));
        assertThat(gaps)
                .isNotEmpty()
                .allSatisfy(
                        gap -> assertThat(gap.reason()).contains("directory a").contains("no answer"));
    }

    @Test
    void walksAgainWhatWasCutShortWhenItsRouteWasStopped() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<String> first = new CopyOnWriteArrayList<>();
        start(false, exchange -> {
            if (first.isEmpty()) {
                first.add("a page in hand");
                never.await();
            }
            look(exchange);
        });
        CountedTicket ticket = new CountedTicket(1);
        request("a", ticket);
        await().atMost(PATIENCE).until(() -> !first.isEmpty());
        context.getRouteController().stopRoute("walk", 1, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> ticket.holders() == 1);
        context.getRouteController().startRoute("walk");
        await().atMost(PATIENCE).until(() -> ticket.holders() == 0);
        assertThat(walks).containsExactly("began a", "failed a", "began a", "ended a");
        assertThat(looks).contains("WALK a", "WALK a/f", "WALKED a/b");
    }

    @Test
    void waitsWhileARootIsNotWhatItWasAndThenHealsNothing() throws Exception {
        CountDownLatch isAway = new CountDownLatch(1);
        Path away = folder.resolve("away");
        start(true, exchange -> {
            look(exchange);
            if (isAway.getCount() > 0) {
                // What is mounted there goes, after the look at the root, and the empty folder below it shows.
                Files.move(source, away);
                Files.createDirectory(source);
                isAway.countDown();
            }
        });
        isAway.await();
        TimeUnit.SECONDS.sleep(2);
        assertThat(walks).containsExactly("began .");
        Files.delete(source);
        Files.move(away, source);
        await().atMost(PATIENCE).until(() -> walks.contains("failed ."));
        assertThat(looks).contains("WALK a", "WALK a/f", "WALK a/b");
        assertThat(gaps)
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).contains("a root was away"));
        assertThat(settled).isEmpty();
    }

    @Test
    void goesOnWhereAPassWasCutOffAndSaysWhenItBegan() throws Exception {
        Files.createDirectories(source.resolve("a/c/d"));
        Files.createDirectories(source.resolve("b"));
        RememberedOffsets offsets = new RememberedOffsets();
        Instant before = NOW.minusSeconds(3600);
        offsets.begin(new WalkPosition(before, new RelativePath("a/c"), 3));
        context.getRegistry().bind("offsets", OffsetStore.class, offsets);
        start(true, "&offsets=#offsets", this::look);
        await().atMost(PATIENCE).until(() -> !ended.isEmpty());
        assertThat(ended).containsExactly(new Walk("source", RelativePath.ROOT, 3, before));
        assertThat(looks)
                .contains("WALK a/c", "WALK a/c/d", "WALKED a/c/d", "WALK b")
                .doesNotContain("WALKED a/b");
        await().atMost(PATIENCE).until(() -> offsets.read().equals(Optional.of(new WalkPosition(before, null, 3))));
    }

    @Test
    void goesOnAfterAWalkThatFailedInAnUnforeseenWay() throws Exception {
        List<String> failed = new CopyOnWriteArrayList<>();
        context.getRegistry().bind("gaps", Gap.Recorder.class, (Gap.Recorder) gap -> {
            failed.add(gap.reason());
            throw new IllegalStateException("the disk is full");
        });
        start(false, exchange -> {
            if (failed.isEmpty()) {
                throw new IOException("no answer");
            }
            look(exchange);
        });
        request("a", Ticket.NONE);
        request("a/b", Ticket.NONE);
        await().atMost(PATIENCE).until(() -> walks.contains("ended a/b"));
    }

    /** The place is that of a walk that is under way, or of what it found and still waits. */
    @Test
    void takesNoPlaceOfThisProcessForThatOfAWalkThatWasCutOff() throws Exception {
        Files.createDirectories(source.resolve("a/c/d"));
        RememberedOffsets offsets = new RememberedOffsets();
        context.getRegistry().bind("offsets", OffsetStore.class, offsets);
        List<Ticket> held = new CopyOnWriteArrayList<>();
        CountDownLatch asked = new CountDownLatch(1);
        start(false, "&offsets=#offsets", exchange -> {
            Page page = exchange.getMessage().getBody(Page.class);
            if (page.directory().latin1().equals("a") && held.isEmpty()) {
                asked.await();
                // Too young, as it were.
                page.ticket().retain();
                held.add(page.ticket());
            }
            look(exchange);
        });
        WalkRequests requests =
                context.getComponent("walk", WalkComponent.class).requests("source");
        var first = requests.goOn();
        await().atMost(PATIENCE).until(() -> offsets.position != null);
        var during = requests.add(RelativePath.ROOT, Ticket.NONE);
        asked.countDown();
        assertThat(first.get().isComplete()).isTrue();
        assertThat(during.get().isComplete()).isTrue();
        assertThat(requests.goOn().get().isComplete()).isTrue();
        assertThat(looks.stream().filter("WALK a/c"::equals)).hasSize(3);
        assertThat(ended).extracting(Walk::number).containsExactly(11L, 12L, 13L);
        assertThat(settled).doesNotContain("settled . 11").contains("settled . 12");
        held.get(0).release();
        assertThat(settled).contains("settled . 11");
        assertThat(offsets.position.number()).isEqualTo(13);
    }

    @Test
    void isSettledOnceNothingOfAPartWaits() throws Exception {
        List<Ticket> held = new CopyOnWriteArrayList<>();
        start(false, exchange -> {
            Page page = exchange.getMessage().getBody(Page.class);
            if (page.directory().latin1().equals("a") && held.isEmpty()) {
                page.ticket().retain();
                held.add(page.ticket());
            }
            look(exchange);
        });
        WalkRequests requests =
                context.getComponent("walk", WalkComponent.class).requests("source");
        requests.add(new RelativePath("a"), Ticket.NONE).get();
        assertThat(walks).containsExactly("began a", "ended a");
        assertThat(settled).isEmpty();
        held.get(0).release();
        assertThat(settled).containsExactly("settled a 11");
    }

    /** Told by the consumer. */
    private final class Told implements WalkListener {
        @Override
        public long number() {
            return number.incrementAndGet();
        }

        @Override
        public void began(Walk walk) {
            walks.add("began " + walk.directory());
        }

        @Override
        public void ended(Walk walk, boolean isComplete) {
            walks.add("ended " + walk.directory());
            ended.add(walk);
        }

        @Override
        public void failed(Walk walk) {
            walks.add("failed " + walk.directory());
        }

        @Override
        public void settled(Walk walk) {
            settled.add("settled " + walk.directory() + " " + walk.number());
        }
    }

    private static final class RememberedOffsets implements OffsetStore<WalkPosition> {
        private volatile WalkPosition position;

        @Override
        public Optional<WalkPosition> read() {
            return Optional.ofNullable(position);
        }

        @Override
        public Ticket issue(WalkPosition end) {
            throw new UnsupportedOperationException("a walk's tickets are its own");
        }

        @Override
        public void begin(WalkPosition start) {
            position = start;
        }
    }

    private void start(boolean enabled, Processor processor) throws Exception {
        start(enabled, "", processor);
    }

    private void start(boolean enabled, String more, Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder(context) {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("walk:source?workers=2&enabled=" + enabled + more)
                        .routeId("walk")
                        .process(processor);
            }
        });
        context.start();
    }

    private void request(String directory, Ticket ticket) throws IOException {
        Task task = new Task(new RelativePath(directory), ticket, NOW, Origin.HINT, 0);
        try (FluentProducerTemplate template = context.createFluentProducerTemplate()) {
            template.to("walk:source")
                    .withBody(new Verdict.Walk(task, new Look(NOW, NOW), task.path()))
                    .send();
        }
        // The request holds it as well; what asked for the walk is done.
        ticket.release();
    }

    /** In the place of the reconciler: says which entries are directories. */
    private void look(Exchange exchange) throws IOException {
        Page page = exchange.getMessage().getBody(Page.class);
        for (ListedEntry listed : page.entries()) {
            RelativePath path = listed.path();
            looks.add(page.origin() + " " + path);
            if (page.origin() == Origin.WALK
                    && Lstat.read(path.under(source)).map(Entry::isDirectory).orElse(false)) {
                page.finds().directory(path, Page.Copy.OF_OTHER_TIMES);
            }
        }
    }
}
