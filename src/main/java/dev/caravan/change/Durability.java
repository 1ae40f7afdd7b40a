package dev.caravan.change;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Tells whether what was written to the target is on its disk. A record that says that something is done, and outlives
 * this process, is written only after that. Thread-safe.
 */
public interface Durability {
    /** For callers that write nothing, or do not rely on it. */
    Durability GIVEN = new Durability() {
        @Override
        public CompletableFuture<Void> covered() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void flush() {}

        @Override
        public void await() {}
    };

    /**
     * Asks that everything written before this call be on disk. Requests are served together, as often as the
     * disk can take it.
     *
     * @return completed once it is on disk; completed exceptionally with an {@link IOException} where that
     *     is unknown: ask again
     */
    CompletableFuture<Void> covered();

    /** As {@link #covered}, but at once, and without an answer: a later {@link #await} then takes less time. */
    void flush();

    /**
     * As {@link #covered}, but at once; returns when it is on disk, and all that asked before with {@link #covered} have
     * acted on it.
     *
     * @throws IOException if it is unknown whether it is
     */
    void await() throws IOException, InterruptedException;
}
