package dev.caravan.settle;

import dev.caravan.change.Custody;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Expression;
import org.apache.camel.processor.aggregate.AggregateController;
import org.apache.camel.processor.aggregate.DefaultAggregateController;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExpressionAdapter;

/**
 * The held paths, as the aggregator's repository and strategy. Thread-safe.
 *
 * <p>Camel's own repository keeps an exchange for each group, some 1.4 kB. This one keeps only the task, and makes
 * the exchange when the task is due. It also outlives the aggregator, so that a reloaded route finds its groups
 * and their deadlines again.
 */
public final class Hold implements AggregationRepository, AggregationStrategy {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** {@link #release}, which is called repeatedly, leaves tasks on hold that are due within this time. */
    static final Duration MOMENT = Duration.ofMillis(100);

    private final AggregateController controller = new DefaultAggregateController();
    private final ConcurrentHashMap<String, Held> tasks = new ConcurrentHashMap<>();
    private final Clock clock;
    private final int maxPaths;

    /**
     * Creates an empty hold.
     *
     * @param maxPaths how many paths {@link #awaitRoom()} allows, 1 or more
     */
    public Hold(Clock clock, int maxPaths) {
        this.clock = clock;
        this.maxPaths = maxPaths;
    }

    /** The task that is held for this path; null where there is none. */
    Held find(RelativePath path) {
        return tasks.get(path.key());
    }

    public int size() {
        return tasks.size();
    }

    /** True where so much is held that what comes from a walk should not be held path by path. */
    boolean isCrowded() {
        return tasks.size() >= maxPaths / 2;
    }

    /** True where no further hints should be brought now: little room is left. */
    public boolean isFilling() {
        return tasks.size() >= maxPaths * 9L / 10;
    }

    /** When the last of the tasks that are held now is due; empty where none is held. */
    public Optional<Instant> heldUntil() {
        return tasks.values().stream().map(Held::due).max(Comparator.naturalOrder());
    }

    /**
     * Waits until fewer than the maximal number of paths are held. Tasks that are held again are taken in even when the
     * hold is full, since nobody could free their places otherwise.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void awaitRoom() throws InterruptedException {
        if (tasks.size() < maxPaths) {
            return;
        }
        synchronized (this) {
            while (tasks.size() >= maxPaths) {
                wait();
            }
        }
    }

    /** The route's controller of its aggregator, which {@link #release} uses. */
    public AggregateController controller() {
        return controller;
    }

    /**
     * Ends the hold of everything that is due, and of everything that would have to wait for more than a
     * tenth of a second.
     *
     * @return how many were released
     */
    public int release() {
        Instant now = clock.instant();
        int released = 0;
        for (Held held : tasks.values()) {
            if (!held.due().isAfter(now) || held.due().isAfter(now.plus(MOMENT))) {
                released += controller.forceCompletionOfGroup(held.key());
            }
        }
        return released;
    }

    /** The route's correlation key: the held path. */
    public Expression path() {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return exchange.getMessage().getBody(Held.class).key();
            }
        };
    }

    /** The route's completion time-out: milliseconds until the group is due, at least 1, since 0 would mean never. */
    public Expression remaining() {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return remaining(exchange.getMessage().getBody(Held.class));
            }
        };
    }

    private long remaining(Held held) {
        Duration left = Duration.between(clock.instant(), held.due());
        return (left.compareTo(SHORTEST) < 0 ? SHORTEST : left).toMillis();
    }

    /**
     * Keeps the first hint's deadline, and adds only the later hint's ticket. From here on the hold is
     * responsible for the task.
     */
    @Override
    public Exchange aggregate(Exchange held, Exchange later) {
        Held added = later.getMessage().getBody(Held.class);
        if (!Custody.end(later, added.task())) {
            added = added.withoutTicket();
        }
        if (held == null) {
            later.getMessage().setBody(added);
            return later;
        }
        Held merged = held.getMessage().getBody(Held.class).merge(added);
        // The aggregator takes the deadline from the later exchange.
        later.getMessage().setBody(merged);
        held.getMessage().setBody(merged);
        return held;
    }

    @Override
    public Exchange add(CamelContext camelContext, String key, Exchange exchange) {
        tasks.put(key, exchange.getMessage().getBody(Held.class));
        return null;
    }

    @Override
    public Exchange get(CamelContext camelContext, String key) {
        Held held = tasks.get(key);
        if (held == null) {
            return null;
        }
        Exchange exchange = new DefaultExchange(camelContext);
        exchange.getMessage().setBody(held);
        // An aggregator that is started again, after a reload of its route, takes its deadline from this property.
        exchange.setProperty(ExchangePropertyKey.AGGREGATED_TIMEOUT, remaining(held));
        return exchange;
    }

    @Override
    public void remove(CamelContext camelContext, String key, Exchange exchange) {
        Held due = tasks.remove(key);
        if (due != null) {
            Custody.take(exchange, due.task());
        }
        if (tasks.size() < maxPaths) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    @Override
    public void confirm(CamelContext camelContext, String exchangeId) {
        // Nothing is kept for exchanges on their way: their tickets protect them.
    }

    @Override
    public Set<String> getKeys() {
        return Set.copyOf(tasks.keySet());
    }
}
