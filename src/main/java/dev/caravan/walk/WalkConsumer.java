package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Page;
import dev.caravan.change.Task.Origin;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The walking threads, and the pools that list and that look at pages. */
final class WalkConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(WalkConsumer.class);
    /** More than one, so that a directory that is new need not wait for the walk of the whole tree. */
    private static final int WALKERS = 3;

    private final WalkEndpoint endpoint;
    private final WalkComponent component;
    private final WalkRequests requests;
    private final PatientListing listing;
    private final Semaphore room;
    private final Set<Frontier> frontiers = ConcurrentHashMap.newKeySet();
    private final Counter entries;
    private ExecutorService walkers;
    private ExecutorService listers;
    private ExecutorService pool;

    WalkConsumer(WalkEndpoint endpoint, Processor processor, WalkComponent component, WalkRequests requests) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.component = component;
        this.requests = requests;
        listing = new PatientListing(component);
        room = new Semaphore(2 * endpoint.getWorkers());
        entries = component.getMeters().counter("caravan.walk.entries");
        Tags name = Tags.of("walk", endpoint.getName());
        component.getMeters().gauge("caravan.walk.busy", name, requests, asked -> asked.isBusy() ? 1 : 0);
        component
                .getMeters()
                .gauge(
                        "caravan.walk.pending.directories",
                        name,
                        frontiers,
                        known -> known.stream().mapToLong(Frontier::pending).sum());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorServiceManager pools = getEndpoint().getCamelContext().getExecutorServiceManager();
        pool = pools.newFixedThreadPool(this, "walk-page", endpoint.getWorkers());
        listers = pools.newFixedThreadPool(this, "walk-list", endpoint.getWorkers());
        walkers = pools.newFixedThreadPool(this, "walk", WALKERS);
        for (int i = 0; i < WALKERS; i++) {
            walkers.execute(this::walkOnRequest);
        }
    }

    @Override
    protected void doStop() throws Exception {
        walkers.shutdownNow();
        listers.shutdownNow();
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
        if (!isRunAllowed()) {
            requests.putBack(request);
            throw new InterruptedException("stopped");
        }
        try {
            walk(request);
        } catch (InterruptedException e) {
            requests.putBack(request);
            throw e;
        } catch (RuntimeException e) {
            LOG.error("walk of {} failed and is tried again at the next start", request.directory(), e);
            request.failed(e);
        } catch (IOException e) {
            LOG.error("walk of {}: its end could not be written down; what it would heal stays open", request, e);
            request.failed(e);
        }
    }

    private void walk(WalkRequests.Request request) throws IOException, InterruptedException {
        Optional<OffsetStore<WalkPosition>> offsets =
                request.directory().isRoot() ? Optional.ofNullable(endpoint.getOffsets()) : Optional.empty();
        Optional<WalkPosition> cutOff = cutOff(offsets);
        cutOff.ifPresent(at -> LOG.info("the walk that began at {} goes on at {}", at.began(), at.next()));
        Instant began = cutOff.map(WalkPosition::began)
                .orElseGet(() -> component.getClock().instant());
        Frontier frontier = new Frontier(cutOff.map(WalkPosition::next), 2 * endpoint.getWorkers());
        TreeWalk.Tickets tickets = offsets.<TreeWalk.Tickets>map(
                        store -> new Pass(frontier, began, request.ticket(), store, component.getClock()))
                .orElseGet(() -> TreeWalk.Tickets.of(request.ticket()));
        component.getListener().began(endpoint.getName(), request.directory());
        frontiers.add(frontier);
        boolean isDone = false;
        boolean isComplete;
        try {
            isComplete = new TreeWalk(request.directory(), frontier, tickets, listing, this::handOver, listers).run();
            isDone = true;
        } finally {
            frontiers.remove(frontier);
            tickets.ended(isDone);
        }
        component.getListener().ended(endpoint.getName(), request.directory(), began);
        request.done(began, isComplete);
    }

    private static Optional<WalkPosition> cutOff(Optional<OffsetStore<WalkPosition>> offsets) throws IOException {
        return offsets.isPresent() ? offsets.get().read().filter(WalkPosition::isCutOff) : Optional.empty();
    }

    private void handOver(Page page, TreeWalk.Done done) throws InterruptedException {
        room.acquire();
        if (!component.getGate().pass()) {
            throw new InterruptedException("stopped");
        }
        if (page.origin() == Origin.WALK) {
            entries.increment(page.entries().size());
        }
        pool.execute(() -> {
            Exchange exchange = createExchange(true);
            exchange.getMessage().setBody(page);
            getAsyncProcessor().process(exchange, synchronously -> {
                if (exchange.getException() != null && component.getGate().isClosed()) {
                    // Cut off by the stop: the page is not done, and the walk goes on from before it after the next
                    // start.
                    return;
                }
                try {
                    if (exchange.getException() != null) {
                        skipped(page, exchange.getException());
                    }
                } finally {
                    // The walk waits for every page, whatever became of it.
                    room.release();
                    done.done(exchange.getException() == null);
                }
            });
        });
    }

    private void skipped(Page page, Exception cause) {
        String reason = "a page of directory " + page.directory() + " failed: " + cause;
        LOG.warn("walk: {}; its entries are left as they are", reason, cause);
        component
                .getGaps()
                .record(Gap.below(page.directory(), "walk", component.getClock().instant(), reason));
    }
}
