package dev.caravan.change;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Tells whether what was written to the target is on its disk. Whatever says that something is done, and outlives this process, is
 * written only after that. Any thread.
 */
public interface Durability {
    /** Where nothing is written, or nobody relies on it. */
    Durability GIVEN = new Durability() {
        @Override
        public CompletableFuture<Void> covered() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void await() {}
    };

    /**
     * Covers what was written before this call, together with what others ask for, and no more often than the disk takes well.
     *
     * @return completed once it is on the disk; exceptionally, by an {@link IOException}, where nobody knows that: ask again
     */
    CompletableFuture<Void> covered();

    /**
     * The same at once: returns when it is on the disk.
     *
     * @throws IOException if nobody knows whether it is
     */
    void await() throws IOException, InterruptedException;
}
