package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.control.Threads;
import java.util.concurrent.CountDownLatch;

/** What a command that runs Caravan does when a signal asks it to end. Any thread. */
final class Stop {
    private final Engine.Running running;
    private final Thread hook;
    private volatile boolean isAsked;

    private Stop(Engine.Running running, int status) {
        this.running = running;
        hook = Threads.daemon("stop", () -> end(status));
    }

    /** Stops in order at SIGTERM or SIGINT, and ends with this exit status: a JVM that ends by a signal would say 143. */
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

    /** True once a signal came: what is measured from then on means nothing. */
    boolean isAsked() {
        return isAsked;
    }

    /** Stops in order, without a signal; does not return where one came. */
    void now() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            forEver();
        }
        running.stop();
    }

    /** Waits for the signal, and does not return. */
    void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
