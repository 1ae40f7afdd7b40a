package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Page;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.WalkListener;
import dev.caravan.change.WalkListener.Walk;
import dev.caravan.control.SharedWork;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
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

/** Runs the walking threads, the pool for listings and the pool for pages. */
final class WalkConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(WalkConsumer.class);
    /** More than one, so that a new directory need not wait for a walk of the whole tree. */
    private static final int WALKERS = 3;

    /** For one page. More would only wait for each other where a file system looks up one name of a directory at a time. */
    private static final int MOST_HELPERS = 8;

    /** A look at an entry in memory takes a few microseconds, and a round trip a hundred and more. */
    private static final long SLOW_NANOS = 50_000;

    private static final int ITEMS_OF_HELPER = 4;

    /** A helper lets other pages go first so often. */
    private static final int ITEMS_OF_TURN = 8;

    private final WalkEndpoint endpoint;
    private final WalkComponent component;
    private final WalkRequests requests;
    private final PatientListing listing;
    private final Semaphore room;
    private final Set<Directories> frontiers = ConcurrentHashMap.newKeySet();
    private final Counter entries;
    private WalkPass latest;

    /** True once a walk of the whole tree has ended in this process. */
    private boolean hasEnded;

    private ExecutorService walkers;
    private ExecutorService listers;
    private ExecutorService pool;
    private SharedWork work = SharedWork.alone();

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
                        known -> known.stream().mapToLong(Directories::pending).sum());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.isShared() && component.getShared() == null) {
            throw new IllegalArgumentException(
                    "walk:" + endpoint.getName() + "?shared=true: this process shares no walk with others");
        }
        ExecutorServiceManager pools = getEndpoint().getCamelContext().getExecutorServiceManager();
        pool = pools.newFixedThreadPool(this, "walk-page", endpoint.getWorkers());
        int mostHelpers = Math.min(MOST_HELPERS, endpoint.getWorkers() - 1);
        work = new SharedWork(pool, new SharedWork.Terms(mostHelpers, SLOW_NANOS, ITEMS_OF_HELPER, ITEMS_OF_TURN));
        listers = pools.newFixedThreadPool(this, "walk-list", endpoint.getWorkers());
        walkers = pools.newFixedThreadPool(this, "walk", WALKERS);
        if (endpoint.isShared()) {
            walkers.execute(this::walkShared);
            return;
        }
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

    private void walkShared() {
        SharedDirectories directories = new SharedDirectories(
                component.getShared(),
                component.getTrees().roots(),
                2 * endpoint.getWorkers(),
                component.getGaps(),
                component.getClock());
        frontiers.add(directories);
        try {
            walk(Optional.empty(), directories, directories);
        } catch (InterruptedException e) {
            component.getShared().putBack(directories.abandon());
            Thread.currentThread().interrupt();
        } finally {
            frontiers.remove(directories);
        }
    }

    private boolean walk(Optional<RelativePath> top, Directories directories, TreeWalk.Tickets tickets)
            throws InterruptedException {
        return new TreeWalk(top, directories, tickets, listing, this::handOver, listers).run();
    }

    private void walkOnRequest() {
        try {
            while (component.getGate().pass()) {
                WalkRequests.Request request = requests.take();
                try {
                    walkOrSay(request);
                } finally {
                    requests.done(request);
                }
            }
        } catch (InterruptedException e) {
            // Stopped. Requests keep their tickets; the next consumer walks them, or they are asked for again
            // after the next start.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Walks, and logs a failure: one failed walk must not end all walks. Its ticket stays held, so that it is asked for
     * again after the next start.
     */
    private void walkOrSay(WalkRequests.Request request) throws InterruptedException {
        if (!isRunAllowed()) {
            requests.putBack(request);
            throw new InterruptedException("stopped");
        }
        try {
            walk(request);
        } catch (RuntimeException e) {
            LOG.error("walk of {} failed and is tried again at the next start", request.directory(), e);
            request.failed(e);
        } catch (IOException e) {
            LOG.error("walk of {}: where it was cut off cannot be read", request.directory(), e);
            request.failed(e);
        }
    }

    private void walk(WalkRequests.Request request) throws IOException, InterruptedException {
        Optional<OffsetStore<WalkPosition>> offsets =
                request.directory().isRoot() ? Optional.ofNullable(endpoint.getOffsets()) : Optional.empty();
        Optional<WalkPosition> cutOff = request.mayGoOn() ? cutOff(offsets) : Optional.empty();
        cutOff.ifPresent(at -> LOG.info("the walk that began at {} goes on at {}", at.began(), at.next()));
        WalkListener listener = component.getListener();
        Walk walk = new Walk(
                endpoint.getName(),
                request.directory(),
                cutOff.map(WalkPosition::number).orElseGet(listener::number),
                cutOff.map(WalkPosition::began)
                        .orElseGet(() -> component.getClock().instant()));
        Frontier frontier = new Frontier(cutOff.map(WalkPosition::next), 2 * endpoint.getWorkers());
        Soundness soundness = new Soundness(component.getTrees().roots());
        Runnable settled = () -> listener.settled(walk);
        TreeWalk.Tickets tickets = offsets.isPresent()
                ? replace(new WalkPass(
                        frontier,
                        walk,
                        cutOff.map(WalkPosition::next).orElse(RelativePath.ROOT),
                        request.ticket(),
                        offsets.get(),
                        component.getClock(),
                        soundness::isSound,
                        settled))
                : new PartTickets(request.ticket(), settled);
        listener.began(walk);
        frontiers.add(frontier);
        boolean isDone = false;
        boolean isComplete = false;
        try {
            isComplete = walk(Optional.of(request.directory()), frontier, tickets);
            isDone = soundness.isProven();
            if (!isDone) {
                record(Soundness.gap(request.directory(), component.getClock().instant()));
            }
        } catch (InterruptedException e) {
            requests.putBack(request.begun());
            throw e;
        } finally {
            frontiers.remove(frontier);
            // The end is reported before the tickets are released: the listener gets "ended" before "settled".
            if (isDone) {
                hasEnded |= offsets.isPresent();
                listener.ended(walk, isComplete);
            } else {
                listener.failed(walk);
            }
            tickets.ended(isDone);
        }
        request.done(walk.began(), isComplete && isDone);
    }

    /**
     * Only one pass at a time writes the position; entries of the pass before that still wait are looked at
     * by this one too.
     */
    private WalkPass replace(WalkPass pass) {
        if (latest != null) {
            latest.replaced();
        }
        latest = pass;
        return pass;
    }

    private Optional<WalkPosition> cutOff(Optional<OffsetStore<WalkPosition>> offsets) throws IOException {
        // A position from after a walk's end only says which of its entries still wait, in this process.
        return offsets.isPresent() && !hasEnded ? offsets.get().read().filter(WalkPosition::canGoOn) : Optional.empty();
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
            exchange.getMessage().setBody(page.with(work));
            getAsyncProcessor().process(exchange, synchronously -> {
                if (exchange.getException() != null && component.getGate().isClosed()) {
                    // The stop cut the page off. The page is not done, and after the next start the
                    // walk resumes before it.
                    return;
                }
                try {
                    if (exchange.getException() != null) {
                        skipped(page, exchange.getException());
                    }
                } finally {
                    // The walk waits for every page, so each is reported, whatever became of it.
                    room.release();
                    done.done(exchange.getException() == null);
                }
            });
        });
    }

    private void skipped(Page page, Exception cause) {
        String reason = "a page of directory " + page.directory() + " failed: " + cause;
        LOG.warn("walk: {}; its entries are left as they are", reason, cause);
        record(Gap.below(page.directory(), "walk", component.getClock().instant(), reason));
    }

    private void record(Gap gap) {
        component.getGaps().record(gap);
    }
}
