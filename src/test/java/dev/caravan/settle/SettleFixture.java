package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** A settle and its hold, on a clock that stands still. */
abstract class SettleFixture {
    static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    static final Duration QUIET = Duration.ofMinutes(2);
    static final RelativePath PATH = new RelativePath("a/b");
    static final RelativePath PARENT = new RelativePath("a");

    final SettableClock clock = new SettableClock(START);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Hold hold = new Hold(clock, 100);

    final Settle settle = new Settle(
            hold,
            Exclusions.of("aladata"),
            new Freeze(QUIET),
            new Settle.Options(Duration.ofSeconds(10), Duration.ofHours(24), 100, Duration.ofMinutes(1)),
            "client-log",
            Optional.of(new Canaries()),
            Optional.of(new QuietMount()),
            OtherHosts.NONE,
            new ChangedPaths(clock),
            gap -> {},
            clock,
            meters);

    final CountedTicket ticket = new CountedTicket(1);
    final DefaultCamelContext context = new DefaultCamelContext();

    void lookedAt(Origin origin, String outcome) {
        Task task = new Task(PATH, Ticket.NONE, START, origin, 0);
        settle.looked(PATH, look());
        settle.done(
                switch (outcome) {
                    case "in sync" -> new Verdict.InSync(task, look());
                    case "applied" -> new Verdict.Applied(task, look(), false);
                    case "skipped" -> new Verdict.Skipped(task, look(), "is a fifo");
                    default -> throw new IllegalArgumentException(outcome);
                });
    }

    Task task(Origin origin, int waits) {
        return new Task(PATH, ticket, START, origin, waits);
    }

    static Look look() {
        return new Look(START, START);
    }

    List<Held> admit(Instant seen, RelativePath... paths) throws InterruptedException {
        return settle.admit(batch(seen, ticket, paths));
    }

    static HintBatch batch(Instant seen, Ticket ticket, RelativePath... paths) {
        return new HintBatch(
                Arrays.stream(paths)
                        .<Hint>map(path -> new Hint.Named(path, seen))
                        .toList(),
                ticket);
    }

    /** As the aggregator does it. */
    void hold(List<Held> admitted) {
        for (Held held : admitted) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(held);
            Exchange merged = hold.aggregate(hold.get(context, held.key()), exchange);
            hold.add(context, held.key(), merged);
        }
    }
}
