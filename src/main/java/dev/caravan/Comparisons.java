package dev.caravan;

import dev.caravan.change.Page;
import dev.caravan.change.Threads;
import dev.caravan.cli.VerifyRecord;
import dev.caravan.cutover.Scope;
import dev.caravan.cutover.Verification;
import dev.caravan.verify.Verifier;
import dev.caravan.verify.VerifyOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what a cut-over asks for, each time on a thread of its own: some entries, or both trees by a walk. */
final class Comparisons {
    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);

    private final Verifier verifier;
    private final Verifications verifications;
    private final int threads;
    private final Clock clock;

    /**
     * Of these trees.
     *
     * @param threads for what is compared entry by entry; a walk of both trees has its own
     */
    Comparisons(Verifier verifier, Verifications verifications, int threads, Clock clock) {
        this.verifier = verifier;
        this.verifications = verifications;
        this.threads = threads;
        this.clock = clock;
    }

    /** Begins one; the source is frozen. */
    Verification begin(Scope scope) {
        UnderWay comparison = new UnderWay(scope);
        comparison.thread.start();
        return comparison;
    }

    private final class UnderWay implements Verification {
        private final Scope scope;
        private final Thread thread = Threads.daemon("compare", this::run);
        private final AtomicLong compared = new AtomicLong();
        private volatile Result result;

        UnderWay(Scope scope) {
            this.scope = scope;
        }

        private void run() {
            Instant began = clock.instant();
            try {
                dev.caravan.verify.Verification made =
                        scope.everything() ? verifications.verify(VerifyOptions.ATTRIBUTES) : compareEntries();
                result = VerifyRecord.of(made, clock.instant(), scope.everything(), true);
            } catch (InterruptedException e) {
                LOG.debug("a comparison was stopped", e);
            } catch (IOException | RuntimeException e) {
                LOG.error("the comparison failed", e);
                String example = "the comparison failed: " + e;
                result =
                        new Result(began, clock.instant(), scope.everything(), 0, 0, 0, 1, List.of(example), List.of());
            }
        }

        private dev.caravan.verify.Verification compareEntries() throws IOException, InterruptedException {
            verifier.begin(VerifyOptions.ATTRIBUTES);
            boolean isComplete = false;
            // On a network file system each look is some round trips, and people wait.
            ExecutorService pool = Threads.pool("compare", threads);
            try {
                List<Callable<Void>> pages = new ArrayList<>();
                Page.of(scope.paths()).forEach(page -> pages.add(() -> compare(page)));
                for (Future<Void> page : pool.invokeAll(pages)) {
                    page.get();
                }
                isComplete = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                pool.shutdownNow();
                if (!isComplete) {
                    verifier.end(false);
                }
            }
            return verifier.end(true);
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
            return scope.everything()
                    ? "both trees"
                    : compared.get() + " of " + scope.paths().size() + " entries";
        }

        @Override
        public void stop() {
            thread.interrupt();
        }
    }
}
