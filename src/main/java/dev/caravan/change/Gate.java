package dev.caravan.change;

/** Where every worker passes before it touches a file system: open, paused by the operator, or closed for good at the stop. */
public final class Gate {
    private boolean paused;
    private boolean closed;

    /**
     * Waits while paused.
     *
     * @return false where the gate is closed: leave the work undone, its ticket held, and end
     * @throws InterruptedException if interrupted while waiting
     */
    public synchronized boolean pass() throws InterruptedException {
        while (paused && !closed) {
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

    /** Turns away everybody from now on, those who wait as well. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    public synchronized boolean isClosed() {
        return closed;
    }
}
