package dev.caravan.app;

import dev.caravan.control.Threads;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Finds the errors that Camel caught within a route, and ends the thread by them: a route takes everything that is thrown for a
 * failed exchange, but memory that is gone, or a class that cannot be loaded, is no fault of an entry. Any thread.
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
        // What a route handled completes.
        if (event instanceof ExchangeEvent ended) {
            Error error = errorOf(ended.getExchange());
            if (error != null) {
                Threads.end(error);
            }
        }
    }

    /** Null where none is among the causes; also what was handled is found. */
    private static Error errorOf(Exchange exchange) {
        Throwable cause = exchange.getException();
        if (cause == null) {
            cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        }
        // A cause may lead back to itself.
        for (int depth = 0; cause != null && depth < 100; depth++) {
            if (cause instanceof Error error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
