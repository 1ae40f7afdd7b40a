package dev.caravan.app;

import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when one of its threads ends by an exception that nobody caught: without that thread, Caravan would
 * claim to follow and not do it. Its supervisor starts it again, and it resumes from its checkpoints, which are valid
 * at any moment. Thread-safe.
 *
 * <p>The process is halted without the shutdown hooks of an orderly stop: they might need memory that is exhausted,
 * wait for the thread that has ended, and exit with a status that claims success.
 */
public final class ProcessEnd implements Thread.UncaughtExceptionHandler {
    /** EX_SOFTWARE of sysexits.h. */
    static final int STATUS = 70;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    /** Made in advance: later there may be no memory for it. */
    private static final byte[] NO_MEMORY =
            "caravan: a thread ended by an error that could not be logged: the process ends with 70\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Runnable halt;
    private volatile boolean isStopping;

    ProcessEnd(Runnable halt) {
        this.halt = halt;
    }

    /** From now on an uncaught exception in any thread ends the process. */
    public static void guard() {
        Thread.setDefaultUncaughtExceptionHandler(
                new ProcessEnd(() -> Runtime.getRuntime().halt(STATUS)));
    }

    /**
     * Called when a stop begins: a thread that then finds its pool or route gone may end by an exception; an {@link
     * Error} still ends the process.
     */
    static void stopping() {
        if (Thread.getDefaultUncaughtExceptionHandler() instanceof ProcessEnd end) {
            end.isStopping = true;
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        if (isStopping && !(failure instanceof Error)) {
            LOG.debug("thread {} ended while all is being stopped", thread.getName(), failure);
            return;
        }
        try {
            LOG.error(
                    "thread {} ended by {}: without it changes would be missed, so the process ends with {}; start it again: it goes"
                            + " on from its checkpoints. For an OutOfMemoryError give it more memory (-Xmx) or lower"
                            + " caravan.settle.max-held-paths",
                    thread.getName(),
                    failure.toString(),
                    STATUS,
                    failure);
        } catch (Throwable e) {
            System.err.write(NO_MEMORY, 0, NO_MEMORY.length);
        } finally {
            halt.run();
        }
    }
}
