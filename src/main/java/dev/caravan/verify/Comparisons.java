package dev.caravan.verify;

import dev.caravan.change.Page;
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
 * Compares attributes, each time on a thread of its own: of some entries, or of both trees by a walk. One that was stopped is over
 * before the next one looks at anything. Any thread.
 */
public final class Comparisons {
    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);

    private final Verifier verifier;
    private final Verifications verifications;
    private final int threads;
    private final Clock clock;
    private Thread last = Threads.daemon("compare", () -> {});

    /**
     * What one came to.
     *
     * @param made empty where it failed
     * @param failure why; empty where it did not fail
     */
    public record End(Instant began, Instant ended, Optional<Verification> made, String failure) {}

    /**
     * Of these trees.
     *
     * @param threads for what is compared entry by entry; a walk of both trees has its own
     */
    public Comparisons(Verifier verifier, Verifications verifications, int threads, Clock clock) {
        this.verifier = verifier;
        this.verifications = verifications;
        this.threads = threads;
        this.clock = clock;
    }

    /** Begins one of both trees whole. */
    public UnderWay beginWhole() {
        return begin(Optional.empty());
    }

    /** Begins one of these entries, and of directories the entry alone. */
    public UnderWay begin(Set<RelativePath> entries) {
        return begin(Optional.of(entries));
    }

    private synchronized UnderWay begin(Optional<Set<RelativePath>> entries) {
        UnderWay comparison = new UnderWay(entries, last);
        last = comparison.thread;
        last.start();
        return comparison;
    }

    /** One that was begun. Any thread. */
    public final class UnderWay {
        private final Optional<Set<RelativePath>> entries;
        private final Thread before;
        private final Thread thread = Threads.daemon("compare", this::run);
        private final AtomicLong compared = new AtomicLong();
        private volatile End end;

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
                end = new End(began, clock.instant(), Optional.of(made), "");
            } catch (InterruptedException e) {
                end = failed(began, e);
            } catch (IOException | RuntimeException e) {
                LOG.error("the comparison failed", e);
                end = failed(began, e);
            } catch (Error e) {
                // Somebody waits for it.
                end = failed(began, e);
                throw e;
            }
        }

        private End failed(Instant began, Throwable why) {
            return new End(began, clock.instant(), Optional.empty(), "the comparison failed: " + why);
        }

        private Verification compare(Set<RelativePath> paths) throws IOException, InterruptedException {
            verifier.begin(VerifyOptions.ATTRIBUTES);
            boolean isAtItsEnd = false;
            // On a network file system each look is some round trips, and people wait.
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

        /** What it came to; empty until it has ended. */
        public Optional<End> end() {
            return Optional.ofNullable(end);
        }

        /** For a person: how far it is. */
        public String progress() {
            return entries.map(paths -> compared.get() + " of " + paths.size() + " entries")
                    .orElse("both trees");
        }

        /** Ends it soon; it comes to nothing then. */
        public void stop() {
            thread.interrupt();
        }
    }
}
