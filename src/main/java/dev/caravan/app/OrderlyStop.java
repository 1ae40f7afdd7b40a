package dev.caravan.app;

import dev.caravan.control.Gate;
import dev.caravan.control.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;
import org.apache.camel.spi.ShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the work in hand and then the routes, within the 10 s that a stop may take. Single-threaded. */
final class OrderlyStop {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    /** Together with the time for the routes, less than the whole. */
    private static final Duration FINISH_COPIES = Duration.ofSeconds(6);

    private static final Duration STOP_ROUTES = Duration.ofSeconds(2);

    private final Main main;
    private final Gate gate;
    private final Workers workers;

    OrderlyStop(Main main, Gate gate, Workers workers) {
        this.main = main;
        this.gate = gate;
        this.workers = workers;
    }

    /** Returns once running copies are finished or dropped, and the routes have stopped or are abandoned. */
    void stop() {
        ProcessEnd.stopping();
        gate.close();
        try {
            if (!workers.awaitRunning(FINISH_COPIES)) {
                LOG.info("copies that would take longer are dropped; they are made again after the next start");
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (main.getCamelContext() != null) {
            ShutdownStrategy strategy = main.getCamelContext().getShutdownStrategy();
            strategy.setTimeUnit(TimeUnit.MILLISECONDS);
            strategy.setTimeout(STOP_ROUTES.toMillis());
            strategy.setSuppressLoggingOnTimeout(true);
            strategy.setLogInflightExchangesOnTimeout(false);
        }
        stopRoutes();
    }

    /**
     * Stops the routes, with a limit: Camel waits ten seconds for each of its pools, but all work in hand is repeated
     * after the next start anyway.
     */
    private void stopRoutes() {
        Thread stopping = Threads.daemon("stop-routes", main::stop);
        stopping.start();
        try {
            stopping.join(STOP_ROUTES.multipliedBy(3).dividedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive()) {
            LOG.warn(
                    "the routes take too long to stop, and are left; they wait in {}",
                    List.of(stopping.getStackTrace()));
        }
    }
}
