package dev.caravan.verify;

import dev.caravan.change.Page;
import dev.caravan.change.VerifyRun;
import dev.caravan.control.Threads;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs comparisons of attributes in the background: of some entries, or of both trees by a walk. They run one at a
 * time, so a stopped one has ended before the next one looks at anything. Thread-safe.
 */
public final class Comparisons {
    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);

    private final Verifier verifier;
    private final Verifications verifications;
    private final int threads;
    private final Clock clock;
    private Thread last = Threads.daemon("compare", () -> {});

    /**
     * Makes comparisons with this verifier.
     *
     * @param threads number of threads that compare single entries; a walk of both trees has its own
     */
    public Comparisons(Verifier verifier, Verifications verifications, int threads, Clock clock) {
        this.verifier = verifier;
        this.verifications = verifications;
        this.threads = threads;
        this.clock = clock;
    }

    /** Begins a comparison of both trees as a whole. */
    public VerifyRun beginWhole() {
        return begin(Optional.empty());
    }

    /** Begins a comparison of these entries; of a directory, only its own entry is compared. */
    public VerifyRun begin(Set<RelativePath> entries) {
        return begin(Optional.of(entries));
    }

    private synchronized VerifyRun begin(Optional<Set<RelativePath>> entries) {
        UnderWay comparison = new UnderWay(entries, last);
        last = comparison.thread;
        last.start();
        return comparison;
    }

    private final class UnderWay implements VerifyRun {
        private final Optional<Set<RelativePath>> entries;
        private final Thread before;
        private final Thread thread = Threads.daemon("compare", this::run);
        private final AtomicLong compared = new AtomicLong();
        private volatile Result result;

        private UnderWay(Optional<Set<RelativePath>> entries, Thread before) {
            this.entries = entries;
            this.before = before;
        }

        private void run() {
            Instant began = clock.instant();
            try {
                before.join();
                Verification made =
                        entries.isEmpty() ? verifications.verify(VerifyOptions.ATTRIBUTES) : compare(entries.get());
                result = made.result(clock.instant(), entries.isEmpty(), VerifyOptions.ATTRIBUTES.contentPercent());
            } catch (InterruptedException e) {
                result = failed(began, e);
            } catch (IOException | RuntimeException e) {
                LOG.error("the comparison failed", e);
                result = failed(began, e);
            } catch (Error e) {
                // A caller waits for the result.
                result = failed(began, e);
                throw e;
            }
        }

        private Result failed(Instant began, Throwable why) {
            return Result.failed(began, clock.instant(), entries.isEmpty(), "the comparison failed: " + why);
        }

        private Verification compare(Set<RelativePath> paths) throws IOException, InterruptedException {
            verifier.begin(VerifyOptions.ATTRIBUTES);
            boolean isAtItsEnd = false;
            // On a network file system each look takes several round trips, and people wait for the result.
            ExecutorService pool = Threads.pool("compare", threads);
            try {
                List<Callable<Void>> pages = new ArrayList<>();
                Page.of(paths).forEach(page -> pages.add(() -> compare(page)));
                for (Future<Void> page : pool.invokeAll(pages)) {
                    page.get();
                }
                isAtItsEnd = true;
                return verifier.end(true);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                pool.shutdownNow();
                if (!isAtItsEnd) {
                    verifier.giveUp();
                }
            }
        }

        private Void compare(Page page) throws InterruptedException {
            verifier.page(page);
            compared.addAndGet(page.entries().size());
            return null;
        }

        @Override
        public Optional<Result> result() {
            return Optional.ofNullable(result);
        }

        @Override
        public String progress() {
            return entries.map(paths -> compared.get() + " of " + paths.size() + " entries")
                    .orElse("both trees");
        }

        /** Stops the comparison: its result becomes a failure soon. */
        @Override
        public void stop() {
            thread.interrupt();
        }
    }
}
