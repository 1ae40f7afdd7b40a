package dev.caravan.app;

import dev.caravan.change.Look;
import dev.caravan.entry.RelativePath;
import dev.caravan.settings.Settings;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerifyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Starts a whole migration, for the commands, which do not know its parts. */
@FunctionalInterface
public interface Engine {
    /**
     * Starts a migration, and returns once it follows the feeds.
     *
     * @param settings the checked settings
     * @param routes the folder of the routes; empty for those in the jar
     * @param reads told of every look at the source
     * @throws Exception if it cannot start; then nothing is left running
     */
    Running start(Settings settings, Optional<Path> routes, Look.Listener reads) throws Exception;

    /** A running migration. Thread-safe. */
    interface Running {
        /** When the last of the paths that are held now is looked at again; empty where none is held. */
        Optional<Instant> heldUntil();

        /** The value of a meter, such as {@code caravan.settle.held}; 0 where there is none of that name. */
        long meter(String name);

        /** What is left to do now. */
        Backlog backlog();

        /** Completed once a walk of the whole tree has ended and everything that it found is done, or in the failure journal. */
        CompletableFuture<Void> walked();

        /** The entries of the source that are left out because of their kind, by kinds. */
        List<LeftOut> leftOut();

        /** A snapshot of the paths that never became quiet and are copied all the same. */
        Set<RelativePath> hotPaths();

        /**
         * Compares both trees and, on request, has their differences repaired and compares those again. One at a time.
         *
         * @throws IOException if the report cannot be written
         * @throws IllegalStateException if another comparison has not ended
         */
        Verification verify(VerifyOptions options) throws IOException, InterruptedException;

        /**
         * Returns once everything that was written to the target is on its disk.
         *
         * @throws IOException if it is unknown whether it is
         */
        void awaitDurable() throws IOException, InterruptedException;

        /** Stops; returns once the work in hand is finished or dropped and every checkpoint is written, within 10 s. */
        void stop();
    }
}
