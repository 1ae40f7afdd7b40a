package dev.caravan.app;

import dev.caravan.control.Threads;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Finds each {@link Error} that Camel caught in a route, and ends the process by it. A route treats everything thrown
 * as a failed exchange, but exhausted memory or a class that cannot be loaded is no fault of an entry. Thread-safe.
 */
final class RouteErrors extends EventNotifierSupport {
    RouteErrors() {
        setIgnoreCamelContextEvents(true);
        setIgnoreCamelContextInitEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeSentEvents(true);
        setIgnoreExchangeSendingEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreExchangeAsyncProcessingStartedEvents(true);
    }

    @Override
    public void notify(CamelEvent event) {
        // An exchange whose failure was handled completes, and is checked too.
        if (event instanceof ExchangeEvent ended) {
            Error error = errorOf(ended.getExchange());
            if (error != null) {
                Threads.end(error);
            }
        }
    }

    /** The first {@link Error} among the causes, also of a handled failure; null where there is none. */
    private static Error errorOf(Exchange exchange) {
        Throwable cause = exchange.getException();
        if (cause == null) {
            cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        }
        // A chain of causes may be a cycle.
        for (int depth = 0; cause != null && depth < 100; depth++) {
            if (cause instanceof Error error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
