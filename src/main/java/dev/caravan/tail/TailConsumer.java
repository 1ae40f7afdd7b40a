package dev.caravan.tail;

import dev.caravan.change.LineBatch;
import dev.caravan.control.Gate;
import dev.caravan.control.ReadRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a log on one thread and processes each batch to its end before the next one is read. */
final class TailConsumer extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(TailConsumer.class);
    private static final long FIRST_BACKOFF_MILLIS = 500;
    private static final long MAX_BACKOFF_MILLIS = 30_000;
    private static final long STOP_MILLIS = 2_000;

    private final TailEndpoint endpoint;
    private TailMetrics metrics;
    private Follower follower;
    private ExecutorService thread;
    private volatile CountDownLatch stopping;

    /** A batch that was read but not processed. It survives a stop of the route, since its ticket is still held. */
    private LineBatch pending;

    private long backoffMillis = FIRST_BACKOFF_MILLIS;
    private final ReadRequest readOn;
    private boolean isAtEnd;

    TailConsumer(TailEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        ReadRequest shared = endpoint.getCamelContext().getRegistry().findSingleByType(ReadRequest.class);
        readOn = shared == null ? new ReadRequest() : shared;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!endpoint.isFollowing()) {
            LOG.info("tail:{}: no path is given, no log is followed", endpoint.getName());
            return;
        }
        if (follower == null) {
            TailComponent component = endpoint.component();
            Follower.Settings settings = endpoint.settings();
            metrics = new TailMetrics(component.getMeterRegistry(), component.getClock(), endpoint.getName());
            component.followed(metrics);
            follower = new Follower(
                    settings,
                    component.getLineStart(),
                    endpoint.getOffsets(),
                    component.getGapRecorder(),
                    component.getClock(),
                    metrics);
        }
        if (thread != null && !thread.isTerminated()) {
            throw new IllegalStateException("tail:" + endpoint.getName()
                    + ": its route has not returned since it was stopped; start it again later");
        }
        readOn.follows(endpoint.getName());
        follower.start();
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        thread = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "tail-" + endpoint.getName());
        thread.execute(() -> run(stop));
        // No second task is accepted, so that the thread ends with this one.
        thread.shutdown();
    }

    private void run(CountDownLatch stop) {
        Gate gate = endpoint.component().getGate();
        try {
            while (stop.getCount() > 0 && gate.pass()) {
                long questions = readOn.asked();
                long waitMillis = step();
                if (isAtEnd) {
                    readOn.reachedEnd(endpoint.getName(), questions);
                    readOn.awaitQuestion(questions, Duration.ofMillis(waitMillis));
                } else if (waitMillis > 0 && stop.await(waitMillis, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            follower.close();
        }
    }

    /** Milliseconds to wait before the next step. */
    private long step() {
        isAtEnd = false;
        try {
            if (pending == null) {
                pending = follower.poll();
            }
            if (pending == null) {
                isAtEnd = true;
                return endpoint.getPollMillis();
            }
            if (pending.count() > 0) {
                process(pending);
                pending.ticket().release();
            }
            pending = null;
            backoffMillis = FIRST_BACKOFF_MILLIS;
            return 0;
        } catch (Exception e) {
            return failed(e);
        }
    }

    private void process(LineBatch batch) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            exchange.getIn().setBody(batch);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            if (exchange.isRollbackOnly()) {
                throw new IllegalStateException("the route marked the exchange for rollback");
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private long failed(Exception e) {
        if (stopping.getCount() == 0) {
            LOG.debug("tail:{}: stopped while {} was processed; its ticket stays out", endpoint.getName(), pending);
            return backoffMillis;
        }
        long waitMillis = backoffMillis;
        backoffMillis = Math.min(2 * backoffMillis, MAX_BACKOFF_MILLIS);
        LOG.warn(
                "tail:{}: {} not processed, tried again in {} ms; nothing is skipped",
                endpoint.getName(),
                pending == null ? "the log" : pending,
                waitMillis,
                e);
        return waitMillis;
    }

    @Override
    protected void doStop() throws Exception {
        if (thread != null) {
            stopping.countDown();
            readOn.ask();
            endpoint.getCamelContext().getExecutorServiceManager().shutdown(thread);
            // A blocked route is given some time. Then it is interrupted and fails, and its ticket is not released.
            if (!thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
                thread.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        if (metrics != null) {
            endpoint.component().ended(metrics);
            metrics.close();
        }
        super.doShutdown();
    }
}
