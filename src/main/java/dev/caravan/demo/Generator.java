package dev.caravan.demo;

import dev.caravan.control.Threads;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Changes a live tree on a thread of its own, at a limited rate, until it is closed. Thread-safe. */
final class Generator implements Closeable {
    private final LiveTree tree;
    private final long periodNanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong operations = new AtomicLong();
    private final Thread thread = Threads.daemon("demo-generator", this::run);
    private volatile Throwable failure;

    /** A generator of at most so many operations a second, 1 or more; closing it closes the tree. */
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
            // A slow operation delays the later ones: a burst to catch up would exceed the rate.
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

    /** The number of operations so far. */
    long operations() {
        return operations.get();
    }

    /** Why it ended before it was closed; empty where it did not. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Stops, and returns once the present operation is done; then the tree does not change any more. */
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
