package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.control.Threads;
import java.util.concurrent.CountDownLatch;

/** Stops a running migration when a signal asks the process to end. Thread-safe. */
final class Stop {
    private final Engine.Running running;
    private final Thread hook;
    private volatile boolean isAsked;

    private Stop(Engine.Running running, int status) {
        this.running = running;
        hook = Threads.daemon("stop", () -> end(status));
    }

    /**
     * Has SIGTERM and SIGINT stop the migration in order and end the process with this exit status; after SIGTERM a JVM
     * by itself would end with 143.
     */
    static Stop onSignal(Engine.Running running, int status) {
        Stop stop = new Stop(running, status);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    private void end(int status) {
        isAsked = true;
        running.stop();
        Runtime.getRuntime().halt(status);
    }

    /** True once a signal came: the migration is being stopped, and its meters no longer show how far the work is. */
    boolean isAsked() {
        return isAsked;
    }

    /** Stops in order without a signal; does not return where a signal came before. */
    void now() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            forEver();
        }
        running.stop();
    }

    /** Blocks until the signal's hook ends the process; never returns. */
    void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
