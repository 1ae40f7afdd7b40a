package dev.caravan.control;

import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Shares numbered items of work among threads. The caller begins alone and asks for helpers once an item has taken long: behind
 * a network an item is a round trip, in which its thread only waits; in memory a second thread costs more than it brings.
 * Thread-safe.
 */
public final class SharedWork {
    private final Executor helpers;
    private final Terms terms;

    /**
     * When helpers are asked for, and how many.
     *
     * @param mostHelpers how many are asked at most, 0 or more
     * @param slowNanos they are asked once an item takes longer than this on average, in nanoseconds
     * @param itemsOfHelper one is asked for each so many items that are left, 1 or more
     * @param itemsOfTurn after so many items a helper lets other tasks of its pool go first, 1 or more
     */
    public record Terms(int mostHelpers, long slowNanos, int itemsOfHelper, int itemsOfTurn) {}

    /** What is done with an item. */
    @FunctionalInterface
    public interface Item {
        void run(int number);
    }

    /**
     * Shares work with these helpers.
     *
     * @param helpers runs tasks, now or later or never: the caller does the items that they do not take
     */
    public SharedWork(Executor helpers, Terms terms) {
        this.helpers = helpers;
        this.terms = terms;
    }

    /** Leaves all work to the caller. */
    public static SharedWork alone() {
        return new SharedWork(Runnable::run, new Terms(0, Long.MAX_VALUE, 1, 1));
    }

    /**
     * Does all items, each once, on this thread and on helpers, roughly in the order of their numbers. Returns when all are done.
     *
     * @param items the number of items, 0 or more
     * @throws RuntimeException the first that an item has thrown; no further item is begun after it
     */
    public void run(int items, Item item) {
        run(items, terms.mostHelpers, item);
    }

    /** As {@link #run(int, Item)}, with no more than so many helpers. */
    public void run(int items, int mostHelpers, Item item) {
        Run run = new Run(items, item, terms.itemsOfTurn);
        long began = System.nanoTime();
        int done = 0;
        int most = Math.min(mostHelpers, terms.mostHelpers);
        boolean isAsked = most <= 0;
        while (run.next()) {
            done++;
            if (!isAsked && System.nanoTime() - began > done * terms.slowNanos) {
                isAsked = true;
                ask(run, Math.min(most, run.left() / terms.itemsOfHelper));
            }
        }
        run.await();
    }

    private void ask(Run run, int number) {
        for (int i = 0; i < number; i++) {
            run.askForHelp(helpers);
        }
    }

    private static final class Run {
        private final int items;
        private final Item item;
        private final int itemsOfTurn;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        /** Of the caller, and of the helpers that have begun. */
        private final Phaser working = new Phaser(1);

        Run(int items, Item item, int itemsOfTurn) {
            this.items = items;
            this.item = item;
            this.itemsOfTurn = itemsOfTurn;
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

        void askForHelp(Executor helpers) {
            try {
                helpers.execute(() -> help(helpers));
            } catch (RejectedExecutionException e) {
                // The pool is being stopped: the caller does the rest.
            }
        }

        private void help(Executor helpers) {
            // Too late once the caller has gone.
            if (left() == 0 || working.register() < 0) {
                return;
            }
            boolean isMore = true;
            try {
                for (int i = 0; i < itemsOfTurn && isMore; i++) {
                    isMore = next();
                }
            } finally {
                working.arriveAndDeregister();
            }
            if (isMore) {
                askForHelp(helpers);
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
