package dev.caravan.app;

import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process where one of its threads has ended by something that nobody caught: a Caravan that lacks a thread would say that
 * it follows, and not do it. Whoever started it starts it again, and it goes on from its checkpoints, which are sound at any moment.
 *
 * <p>It is halted, without the hooks that a stop in order would run: they may need the very memory that is gone, wait for the thread
 * that has ended, and say that all is well by their status.
 */
public final class ProcessEnd implements Thread.UncaughtExceptionHandler {
    /** EX_SOFTWARE of sysexits.h. */
    static final int STATUS = 70;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    /** Made beforehand: there may be no memory for it then. */
    private static final byte[] NO_MEMORY =
            "caravan: a thread ended by an error that could not be logged: the process ends with 70\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final Runnable halt;
    private volatile boolean isStopping;

    ProcessEnd(Runnable halt) {
        this.halt = halt;
    }

    /** From now on every thread of this process, whoever made it, ends the process where it ends by what nobody caught. */
    public static void guard() {
        Thread.setDefaultUncaughtExceptionHandler(
                new ProcessEnd(() -> Runtime.getRuntime().halt(STATUS)));
    }

    /** While the process is being stopped, a thread that finds its pool or route gone may end; an error still ends all. */
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
