package dev.caravan.control;

/**
 * The gate that every worker passes before it touches a file system: open, paused by the operator, sealed after a
 * cut-over, or closed for good at the stop. Thread-safe.
 */
public final class Gate {
    private boolean paused;
    private boolean sealed;
    private boolean closed;

    /**
     * Waits while paused or sealed.
     *
     * @return false where the gate is closed: the caller leaves the work undone, keeps its ticket and ends
     * @throws InterruptedException if interrupted while waiting
     */
    public synchronized boolean pass() throws InterruptedException {
        while ((paused || sealed) && !closed) {
            wait();
        }
        return !closed;
    }

    /** Lets nobody pass until resumed. */
    public synchronized void pause() {
        paused = true;
    }

    /** Undoes a pause. */
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /** Lets nobody pass, resumed or not, until unsealed: the target is the live side now. */
    public synchronized void seal() {
        sealed = true;
    }

    /** Undoes a seal. */
    public synchronized void unseal() {
        sealed = false;
        notifyAll();
    }

    /** Closes the gate for good; waiting threads return too. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    public synchronized boolean isSealed() {
        return sealed;
    }

    public synchronized boolean isClosed() {
        return closed;
    }
}
