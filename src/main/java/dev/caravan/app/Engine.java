package dev.caravan.app;

import dev.caravan.change.Look;
import dev.caravan.entry.RelativePath;
import dev.caravan.settings.Settings;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerifyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What the commands start: the whole of Caravan, without knowing how it is put together. */
@FunctionalInterface
public interface Engine {
    /**
     * Starts it and returns once it follows.
     *
     * @param settings checked
     * @param routes the folder of the routes; empty takes those within the jar
     * @param reads told of every look at the source
     * @throws Exception if it cannot start; nothing is left running
     */
    Running start(Settings settings, Optional<Path> routes, Look.Listener reads) throws Exception;

    /** A Caravan that runs. */
    interface Running {
        /** The value of one of its meters, such as {@code caravan.settle.held}; 0 where there is none of that name. */
        long meter(String name);

        /** What is left to do now. */
        Backlog backlog();

        /** Completed once a walk of the whole tree has ended, and all that it found is done, or on the list of failures. */
        CompletableFuture<Void> walked();

        /** What of the source is left out because of what it is, by kinds. */
        List<LeftOut> leftOut();

        /** The paths that never became quiet and are copied all the same; a snapshot. */
        Set<RelativePath> hotPaths();

        /**
         * Compares both trees, and where that is asked for has their differences mended and looks at those again. One at a time.
         *
         * @throws IOException if the report cannot be written
         * @throws IllegalStateException if another one has not ended
         */
        Verification verify(VerifyOptions options) throws IOException, InterruptedException;

        /**
         * Returns once what was written to the target is on its disk.
         *
         * @throws IOException if nobody knows whether it is
         */
        void awaitDurable() throws IOException, InterruptedException;

        /** Returns once what was in hand is finished or dropped, and every checkpoint is written; within 10 s. */
        void stop();
    }
}
