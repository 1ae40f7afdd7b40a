package dev.caravan.tail;

import dev.caravan.change.Gap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts a route's {@code stream:} consumer after an error ended its thread, such as a mount that went away or is not
 * there yet. What the file says meanwhile is not read, so a gap is recorded. Thread-safe.
 */
public final class StreamRestart implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRestart.class);

    /** The time within which a restarted consumer has its file open. */
    private static final Duration OPENING = Duration.ofSeconds(5);

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final String route;
    private final String feed;
    private final Duration delay;
    private final Supplier<CamelContext> camel;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    /** When the last failure was; only the first of a series of failures is logged. */
    private Instant since = Instant.MIN;

    /**
     * For one route.
     *
     * @param route its id
     * @param feed the feed's name in gaps
     * @param delay the wait before each restart
     */
    public StreamRestart(
            String route,
            String feed,
            Duration delay,
            Supplier<CamelContext> camel,
            Gap.Recorder gaps,
            Clock clock,
            ScheduledExecutorService scheduler) {
        this.route = route;
        this.feed = feed;
        this.delay = delay;
        this.camel = camel;
        this.gaps = gaps;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    @Override
    public void handleException(Throwable exception) {
        handleException("", null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    /** Called by the reading thread just before it ends. */
    @Override
    public synchronized void handleException(String message, Exchange exchange, Throwable exception) {
        if (!since.isAfter(clock.instant().minus(QUIET))) {
            LOG.warn(
                    "{}: cannot be read on: {}: it is tried again every {} ms; what happens meanwhile is a gap, and a walk heals it",
                    feed,
                    String.valueOf(exception),
                    delay.toMillis());
        }
        Instant now = clock.instant();
        since = now;
        // The gap reaches to the expected reopening; the next failure, if any, widens it.
        gaps.record(new Gap(feed, now, now.plus(delay).plus(OPENING), "it could not be read for a while"));
        Future<?> unused = scheduler.schedule(this::restart, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restart() {
        CamelContext context = camel.get();
        Route stopped = context == null ? null : context.getRoute(route);
        if (stopped == null
                || !context.getRouteController().getRouteStatus(route).isStarted()) {
            return;
        }
        Consumer consumer = stopped.getConsumer();
        consumer.stop();
        consumer.start();
    }
}
