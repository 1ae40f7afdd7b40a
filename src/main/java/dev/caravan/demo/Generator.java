package dev.caravan.demo;

import dev.caravan.control.Threads;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Operates on a live tree in a thread of its own, at a bounded rate, until it is closed. */
final class Generator implements Closeable {
    private final LiveTree tree;
    private final long periodNanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong operations = new AtomicLong();
    private final Thread thread = Threads.daemon("demo-generator", this::run);
    private volatile Throwable failure;

    /** Of at most so many operations a second, 1 or more; the tree is closed with it. */
    Generator(LiveTree tree, int operationsPerSecond) {
        this.tree = tree;
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / operationsPerSecond;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (tree) {
            long due = System.nanoTime();
            // An operation that took long moves the later ones: a burst to catch up would break the bound.
            while (!stop.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                due = Math.max(due, System.nanoTime()) + periodNanos;
                tree.operate();
                operations.incrementAndGet();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        }
    }

    /** Done so far; any thread. */
    long operations() {
        return operations.get();
    }

    /** Why it ended before it was closed. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns once the operation in hand is done; the tree does not change any more. */
    @Override
    public void close() {
        stop.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
