package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HoldTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SettableClock clock = new SettableClock(START);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

    private record Arrival(Held held, Instant at) {}

    @AfterEach
    void stop() throws IOException {
        context.close();
    }

    @ParameterizedTest
    @CsvSource({"120000, 120000", "2, 2", "1, 1", "0, 1", "-5, 1", "-999999999, 1"})
    void hasAtLeastAMillisecondLeftSinceNoneWouldMeanForEver(long due, long expected) {
        Hold hold = new Hold(clock, 10);
        Exchange exchange = exchange(held("a", START.plusMillis(due), new CountedTicket(1)));
        assertThat(hold.remaining().evaluate(exchange, Long.class)).isEqualTo(expected);
        assertThat(hold.remaining().evaluate(exchange(held("a", START.plusNanos(1), new CountedTicket(1))), Long.class))
                .isEqualTo(1);
    }

    @Test
    void keepsTheFirstDeadlineAndTheOldestTicketWhenHintsMerge() {
        Hold hold = new Hold(clock, 10);
        CountedTicket newer = new CountedTicket(2);
        CountedTicket older = new CountedTicket(1);
        Exchange first = exchange(held("a", START.plusSeconds(120), newer));
        Exchange later = exchange(held("a", START.plusSeconds(180), older));
        Exchange merged = hold.aggregate(first, later);
        assertThat(merged).isSameAs(first);
        Held body = merged.getMessage().getBody(Held.class);
        assertThat(body.due()).isEqualTo(START.plusSeconds(120));
        assertThat(body.task().ticket()).isSameAs(older);
        assertThat(newer.holders()).isZero();
        assertThat(older.holders()).isEqualTo(1);
        // The aggregator asks the later message how long the group has to wait.
        assertThat(hold.remaining().evaluate(later, Long.class)).isEqualTo(120_000);
    }

    @Test
    void handsOutWhatIsLeftOfADeadlineAndNotWhatItOnceWas() {
        Hold hold = new Hold(clock, 10);
        put(hold, held("a", START.plusSeconds(120), new CountedTicket(1)));
        clock.advance(Duration.ofSeconds(100));
        assertThat(hold.get(context, "a").getProperty("CamelAggregatedTimeout", Long.class))
                .isEqualTo(20_000);
        assertThat(hold.get(context, "b")).isNull();
    }

    @Test
    void letsNobodyInWhileItIsFullUntilOneIsRemoved() throws InterruptedException {
        Hold hold = new Hold(clock, 2);
        put(hold, held("a", START, new CountedTicket(1)));
        hold.awaitRoom();
        put(hold, held("b", START, new CountedTicket(1)));
        // What waits again is always taken in.
        put(hold, held("c", START, new CountedTicket(1)));
        List<String> passed = new CopyOnWriteArrayList<>();
        Thread feed = new Thread(() -> {
            try {
                hold.awaitRoom();
                passed.add("in");
            } catch (InterruptedException e) {
                passed.add("interrupted");
            }
        });
        feed.start();
        awaitWaiting(feed);
        hold.remove(context, "a", exchange(null));
        awaitWaiting(feed);
        assertThat(passed).isEmpty();
        hold.remove(context, "b", exchange(null));
        feed.join();
        assertThat(passed).containsExactly("in");
    }

    @Test
    void hasTheRootUnderAKeyThatIsNotEmpty() {
        Hold hold = new Hold(clock, 10);
        put(hold, held("", START, new CountedTicket(1)));
        assertThat(hold.find(RelativePath.ROOT)).isNotNull();
        assertThat(hold.getKeys()).containsExactly(".");
    }

    @Test
    void completesAGroupAtItsFirstHintsDeadlineHoweverManyFollow() throws Exception {
        Hold hold = new Hold(Clock.systemUTC(), 10);
        start(hold, "first");
        Instant due = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusMillis(700);
        CountedTicket ticket = new CountedTicket(1);
        send(held("a", due, ticket));
        for (int i = 2; i < 10; i++) {
            send(held("a", due.plusSeconds(3600), new CountedTicket(i)));
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(arrivals).hasSize(1));
        Arrival arrival = arrivals.get(0);
        assertThat(arrival.held().due()).isEqualTo(due);
        assertThat(arrival.held().task().ticket()).isSameAs(ticket);
        assertThat(arrival.at()).isAfterOrEqualTo(due);
        assertThat(hold.size()).isZero();
    }

    @Test
    void isFoundAgainByARouteThatIsStoppedAndStarted() throws Exception {
        Hold hold = new Hold(Clock.systemUTC(), 10);
        start(hold, "first");
        Instant due = Instant.now().plusMillis(1500);
        send(held("late", due, new CountedTicket(1)));
        send(held("early", Instant.now().plusMillis(100), new CountedTicket(1)));
        await().atMost(PATIENCE).until(() -> arrivals.size() == 1);
        context.getRouteController().stopRoute("hold");
        assertThat(hold.size()).isEqualTo(1);
        context.getRouteController().startRoute("hold");
        await().atMost(PATIENCE).until(() -> arrivals.size() == 2);
        assertThat(arrivals.get(1).held().key()).isEqualTo("late");
        assertThat(arrivals.get(1).at()).isAfterOrEqualTo(due);
    }

    @Test
    void isFoundAgainByARouteOfAnotherDefinition() throws Exception {
        Hold hold = new Hold(Clock.systemUTC(), 10);
        start(hold, "first");
        Instant due = Instant.now().plusMillis(1500);
        send(held("a", due, new CountedTicket(1)));
        send(held("overdue by then", Instant.now().plusMillis(400), new CountedTicket(1)));
        context.getRouteController().stopRoute("hold");
        assertThat(context.removeRoute("hold")).isTrue();
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(due.minusMillis(900)));
        context.addRoutes(route(hold, "second"));

        await().atMost(PATIENCE).until(() -> arrivals.size() == 2);
        assertThat(arrivals).extracting(arrival -> arrival.held().key()).containsExactly("overdue by then", "a");
        assertThat(arrivals.get(1).at()).isAfterOrEqualTo(due);
        assertThat(hold.size()).isZero();
    }

    @Test
    void releasesAtOnceWhatIsDueOrWouldWaitLongAndNotWhatWaitsAMoment() throws Exception {
        Hold hold = new Hold(clock, 10);
        assertThat(hold.release()).isZero();
        start(hold, "first");
        send(held("long", START.plusSeconds(3600), new CountedTicket(1)));
        send(held("moment", START.plus(Hold.MOMENT), new CountedTicket(1)));
        assertThat(hold.release()).isEqualTo(1);
        // The moment may be over before anybody looks.
        await().atMost(PATIENCE).until(() -> !arrivals.isEmpty());
        assertThat(arrivals.get(0).held().key()).isEqualTo("long");
        assertThat(hold.find(new RelativePath("long"))).isNull();

        clock.advance(Hold.MOMENT);
        hold.release();
        await().atMost(PATIENCE).until(() -> arrivals.size() == 2);
        assertThat(hold.size()).isZero();
    }

    @Test
    void releasesThroughARouteThatWasStartedAnew() throws Exception {
        Hold hold = new Hold(clock, 10);
        start(hold, "first");
        send(held("a", START.plusSeconds(3600), new CountedTicket(1)));
        context.getRouteController().stopRoute("hold");
        context.getRouteController().startRoute("hold");
        assertThat(hold.release()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> arrivals.size() == 1);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private void start(Hold hold, String name) throws Exception {
        context.addRoutes(route(hold, name));
        context.start();
    }

    private void send(Held held) {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            template.sendBody("direct:hold", held);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shape of the route {@code hold} in {@code live.camel.yaml}. */
    private RouteBuilder route(Hold hold, String name) {
        return new RouteBuilder(context) {
            @Override
            public void configure() {
                from("direct:hold")
                        .routeId("hold")
                        .aggregate(hold.path(), hold)
                        .completionTimeout(hold.remaining())
                        .completionTimeoutCheckerInterval(50)
                        .aggregationRepository(hold)
                        .aggregateController(hold.controller())
                        .process(exchange ->
                                arrivals.add(new Arrival(exchange.getMessage().getBody(Held.class), Instant.now())))
                        .id(name);
            }
        };
    }

    private static Held held(String path, Instant due, Ticket ticket) {
        return new Held(new Task(new RelativePath(path), ticket, START, Origin.HINT, 0), due, START);
    }

    private void put(Hold hold, Held held) {
        hold.add(context, held.key(), exchange(held));
    }

    private Exchange exchange(Held held) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(held);
        return exchange;
    }
}
