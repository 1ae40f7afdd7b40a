package dev.caravan.control;

import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Work on numbered items, which one thread begins, and which others help with as soon as it shows that an item takes long: behind a
 * network an item is a round trip, during which its thread only waits, while in memory a second thread costs more than it brings. Any
 * thread; each use by one thread and its helpers.
 */
public final class SharedWork {
    /** From this time an item on help is asked for. */
    private static final long SLOW_NANOS = 50_000;

    /** So many items are worth a helper. */
    private static final int ITEMS_OF_HELPER = 4;

    private final Executor helpers;
    private final int mostHelpers;

    /** What is done with an item. */
    @FunctionalInterface
    public interface Item {
        void run(int number);
    }

    /**
     * Work with these helpers.
     *
     * @param helpers runs tasks at some time or never: what they do not take, the caller does
     * @param mostHelpers how many are asked at most, 0 or more
     */
    public SharedWork(Executor helpers, int mostHelpers) {
        this.helpers = helpers;
        this.mostHelpers = mostHelpers;
    }

    /** Work without help. */
    public static SharedWork alone() {
        return new SharedWork(Runnable::run, 0);
    }

    /**
     * Does all items, each once, on this thread and on helpers, in about the order of their numbers. Returns when all are done.
     *
     * @param items their numbers are 0 up to this, exclusive
     * @throws RuntimeException the first that an item ended with; no further item is begun then
     */
    public void run(int items, Item item) {
        Run run = new Run(items, item);
        long began = System.nanoTime();
        int done = 0;
        boolean isAsked = mostHelpers == 0;
        while (run.next()) {
            done++;
            if (!isAsked && System.nanoTime() - began > done * SLOW_NANOS) {
                isAsked = true;
                ask(run, Math.min(mostHelpers, run.left() / ITEMS_OF_HELPER));
            }
        }
        run.await();
    }

    private void ask(Run run, int number) {
        try {
            for (int i = 0; i < number; i++) {
                helpers.execute(run::help);
            }
        } catch (RejectedExecutionException e) {
            // They are being stopped: the caller does the rest.
        }
    }

    private static final class Run {
        private final int items;
        private final Item item;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        /** Of the caller, and of the helpers that have begun. */
        private final Phaser working = new Phaser(1);

        Run(int items, Item item) {
            this.items = items;
            this.item = item;
        }

        int left() {
            return Math.max(0, items - next.get());
        }

        /** Does the next item; false where there is none. */
        boolean next() {
            int number = failure.get() == null && next.get() < items ? next.getAndIncrement() : items;
            if (number >= items) {
                return false;
            }
            try {
                item.run(number);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
            return true;
        }

        void help() {
            // Too late once the caller has gone.
            if (left() == 0 || working.register() < 0) {
                return;
            }
            try {
                while (next()) {
                    // The next one.
                }
            } finally {
                working.arriveAndDeregister();
            }
        }

        void await() {
            working.arriveAndAwaitAdvance();
            working.arriveAndDeregister();
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown != null) {
                throw (RuntimeException) thrown;
            }
        }
    }
}
