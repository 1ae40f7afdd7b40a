package dev.caravan.posix;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls that fail at one point: with an error of the file system, or as if the process ended there. */
public final class Faults {
    private final AtomicInteger calls = new AtomicInteger();
    private final int failing;
    private final boolean crash;

    /**
     * Fails once.
     *
     * @param failing the number of the call, from 1; 0 for none
     * @param crash whether every call after it fails as well
     */
    public Faults(int failing, boolean crash) {
        this.failing = failing;
        this.crash = crash;
    }

    /** The process is no more. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public Posix around(Posix posix) {
        return wrap(Posix.class, posix);
    }

    /** How many calls there were. */
    public int calls() {
        return calls.get();
    }

    private <T> T wrap(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type, Real.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Real.class) {
                        return real;
                    }
                    boolean isCall = !method.getName().matches("lost|linkTimes|entry|self|toString|hashCode|equals");
                    if (isCall) {
                        fail();
                    }
                    for (int i = 0; arguments != null && i < arguments.length; i++) {
                        if (arguments[i] instanceof Real wrapped) {
                            arguments[i] = wrapped.real();
                        }
                    }
                    Object result;
                    try {
                        result = method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (result instanceof OpenFile file) {
                        return wrap(OpenFile.class, file);
                    }
                    return result instanceof Folder folder ? wrap(Folder.class, folder) : result;
                }));
    }

    /** What a wrapper wraps. */
    private interface Real {
        Object real();
    }

    private void fail() throws IOException {
        int number = calls.incrementAndGet();
        if (failing > 0 && crash && number >= failing) {
            throw new Crash();
        }
        if (number == failing) {
            throw new Errno.NativeException("here", "call " + number, 5, "Input/output error");
        }
    }
}
