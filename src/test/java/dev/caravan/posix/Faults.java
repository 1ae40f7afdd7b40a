package dev.caravan.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls that fail at one point: with an error of the file system, or as if the process ended there. */
public final class Faults {
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int failing;
    private final boolean crash;
    private final Action action;
    private final boolean clones;

    /** What happens at a call, just before it. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /**
     * Fails once.
     *
     * @param failing the number of the call, from 1; 0 for none
     * @param crash whether every call after it fails as well
     */
    public Faults(int failing, boolean crash) {
        this(failing, crash, Faults::fail, false);
    }

    /**
     * Does something once.
     *
     * @param failing the number of the call, from 1; 0 for none
     * @param crash whether every call from it on fails, and the action is not run
     * @param clones whether files share their data, as far as anybody sees
     */
    public Faults(int failing, boolean crash, Action action, boolean clones) {
        this.failing = failing;
        this.crash = crash;
        this.action = action;
        this.clones = clones;
    }

    /** An error that says nothing of what was done. */
    public static void fail() throws IOException {
        throw error(Errno.EIO);
    }

    /** This error, as a native call gives it. */
    public static IOException error(Errno errno) {
        return NativeErrors.of("call", Path.of("here"), errno.number());
    }

    /** The process is no more. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public Posix around(Posix posix) {
        return Interception.around(posix, this::call);
    }

    /** Counts from here on. */
    public void failAt(int number) {
        calls.set(0);
        failing = number;
    }

    /** How many calls there were. */
    public int calls() {
        return calls.get();
    }

    private Object call(Interception.Call call) throws Throwable {
        if (call.isOfFileSystem()) {
            called();
        }
        if (clones && call.name().equals("cloneFrom")) {
            OpenFile other = (OpenFile) call.arguments().get(0);
            return other.transfer(0, other.size(), (OpenFile) call.on()) == other.size();
        }
        return call.proceed();
    }

    private void called() throws IOException {
        int number = calls.incrementAndGet();
        if (failing > 0 && crash && number >= failing) {
            throw new Crash();
        }
        if (number == failing) {
            action.run();
        }
    }
}
