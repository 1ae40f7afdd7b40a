package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.change.Page;
import dev.caravan.change.RelativePath;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The walking threads, and the pool that their pages run on. */
final class WalkConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(WalkConsumer.class);
    /** More than one, so that a directory that is new need not wait for the walk of the whole tree. */
    private static final int WALKERS = 3;

    private static final int LISTING_TRIES = 3;
    private static final Duration LISTING_BACK_OFF = Duration.ofSeconds(1);

    private final WalkEndpoint endpoint;
    private final WalkComponent component;
    private final WalkRequests requests;
    private final Listing listing;
    private final Semaphore room;
    private final Counter directories;
    private final Counter entries;
    private ExecutorService walkers;
    private ExecutorService pool;

    WalkConsumer(WalkEndpoint endpoint, Processor processor, WalkComponent component, WalkRequests requests) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.component = component;
        this.requests = requests;
        listing = new Listing(component.getRoots(), component.getExclusions());
        room = new Semaphore(2 * endpoint.getWorkers());
        directories = component.getMeters().counter("caravan.walk.directories");
        entries = component.getMeters().counter("caravan.walk.entries");
        component.getMeters().gauge("caravan.walk.busy", requests, asked -> asked.isBusy() ? 1 : 0);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        pool = getEndpoint()
                .getCamelContext()
                .getExecutorServiceManager()
                .newFixedThreadPool(this, "walk-page", endpoint.getWorkers());
        walkers = getEndpoint().getCamelContext().getExecutorServiceManager().newFixedThreadPool(this, "walk", WALKERS);
        for (int i = 0; i < WALKERS; i++) {
            walkers.execute(this::walkOnRequest);
        }
    }

    @Override
    protected void doStop() throws Exception {
        walkers.shutdownNow();
        pool.shutdownNow();
        super.doStop();
    }

    private void walkOnRequest() {
        try {
            while (component.getGate().pass()) {
                WalkRequests.Request request = requests.take();
                try {
                    walkOrSay(request);
                } finally {
                    requests.done();
                }
            }
        } catch (InterruptedException e) {
            // Stopped: what was asked for keeps its ticket, and is walked by the next consumer, or asked for after the
            // next start.
            Thread.currentThread().interrupt();
        }
    }

    /** One walk that fails is not the end of all walks. Its ticket stays held, so that it is asked for after the next start. */
    private void walkOrSay(WalkRequests.Request request) throws InterruptedException {
        try {
            walk(request);
        } catch (RuntimeException e) {
            LOG.error("walk of {} failed and is tried again at the next start", request.directory(), e);
        }
    }

    private void walk(WalkRequests.Request request) throws InterruptedException {
        if (!isRunAllowed()) {
            requests.add(request.directory(), request.ticket());
            throw new InterruptedException("stopped");
        }
        Instant began = component.getClock().instant();
        component.getListener().began(request.directory());
        try {
            new TreeWalk(request.directory(), request.ticket(), this::list, this::handOver).run();
        } catch (InterruptedException e) {
            requests.add(request.directory(), request.ticket());
            throw e;
        }
        try {
            component.getListener().ended(request.directory(), began);
            request.ticket().release();
        } catch (IOException e) {
            LOG.error("walk of {}: its end could not be written down; what it would heal stays open", request, e);
        }
    }

    private List<RelativePath> list(RelativePath directory) throws InterruptedException {
        for (int attempt = 1; component.getGate().pass(); attempt++) {
            try {
                Optional<List<RelativePath>> found = listing.of(directory);
                directories.increment();
                entries.increment(found.map(List::size).orElse(0));
                return found.orElse(List.of());
            } catch (IOException e) {
                if (attempt == LISTING_TRIES) {
                    String reason = "directory " + directory + " cannot be listed: " + e;
                    LOG.warn("walk: {}; what is below it is left as it is", reason);
                    component
                            .getGaps()
                            .record(Gap.at("walk", component.getClock().instant(), reason));
                    return List.of();
                }
                Thread.sleep(LISTING_BACK_OFF.multipliedBy(attempt).toMillis());
            }
        }
        throw new InterruptedException("stopped");
    }

    private void handOver(Page page, Runnable done) throws InterruptedException {
        room.acquire();
        if (!component.getGate().pass()) {
            throw new InterruptedException("stopped");
        }
        pool.execute(() -> {
            Exchange exchange = createExchange(true);
            exchange.getMessage().setBody(page);
            getAsyncProcessor().process(exchange, synchronously -> {
                try {
                    if (exchange.getException() != null) {
                        skipped(page, exchange.getException());
                    }
                } finally {
                    // The walk waits for every page, whatever became of it.
                    room.release();
                    done.run();
                }
            });
        });
    }

    private void skipped(Page page, Exception cause) {
        String reason = "a page of directory " + page.directory() + " failed: " + cause;
        LOG.warn("walk: {}; its entries are left as they are", reason, cause);
        component.getGaps().record(Gap.at("walk", component.getClock().instant(), reason));
    }
}
