package dev.caravan.app;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Stands before every step of every route, and does at one of them what an edited route, or a fault, would do. */
final class RouteFaults implements InterceptStrategy {
    private final Set<String> steps = new ConcurrentSkipListSet<>();
    private final AtomicInteger times = new AtomicInteger();
    private volatile String step = "";
    private volatile Kind kind = Kind.FAILS;

    /** What happens in the step's place. */
    enum Kind {
        /** The step throws. */
        FAILS {
            @Override
            void run(Exchange exchange) throws Exception {
                throw new IOException("step fails");
            }
        },
        /** What only a fault of the program throws. */
        BREAKS {
            @Override
            void run(Exchange exchange) {
                throw new IllegalStateException("step breaks");
            }
        },
        /** The thread is interrupted in it. */
        IS_INTERRUPTED {
            @Override
            void run(Exchange exchange) throws Exception {
                throw new InterruptedException("step is interrupted");
            }
        },
        /** A filter stands around it, and lets nothing pass. */
        IS_FILTERED_OUT {
            @Override
            void run(Exchange exchange) {}
        },
        /** The route is stopped before it. */
        IS_STOPPED {
            @Override
            void run(Exchange exchange) {
                exchange.setRouteStop(true);
            }
        },
        /** It gets another body than it can do anything with. */
        GETS_ANOTHER_BODY {
            @Override
            void run(Exchange exchange) {
                exchange.getMessage().setBody(42);
            }
        };

        abstract void run(Exchange exchange) throws Exception;
    }

    /** From now on, so many times. */
    void at(String armed, Kind what, int howOften) {
        kind = what;
        times.set(howOften);
        step = armed;
    }

    /** Nothing happens any more; true where something did. */
    boolean end(int howOften) {
        step = "";
        return times.get() < howOften;
    }

    /** All steps of all routes by their ids. */
    Set<String> steps() {
        return steps;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        String id = definition.getId();
        steps.add(id);
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, org.apache.camel.AsyncCallback callback) {
                if (id.equals(step) && times.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0) {
                    try {
                        kind.run(exchange);
                    } catch (Exception e) {
                        exchange.setException(e);
                    }
                    if (kind != Kind.GETS_ANOTHER_BODY) {
                        callback.done(true);
                        return true;
                    }
                }
                return super.process(exchange, callback);
            }
        };
    }
}
