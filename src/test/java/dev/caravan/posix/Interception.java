package dev.caravan.posix;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;

/** Calls of a {@link Posix}, and of the files and folders that it opens, on which somebody else decides. Any thread. */
public final class Interception {
    private final Interceptor interceptor;

    /** Stands in for each call. */
    @FunctionalInterface
    public interface Interceptor {
        /** Returns what the call returns, or fails as it does; most hand it on by {@link Call#proceed}. */
        Object call(Call call) throws Throwable;
    }

    /**
     * One call.
     *
     * @param on what it is meant for, as it is without anybody who intercepts
     * @param arguments likewise
     */
    public record Call(Object on, Method method, List<Object> arguments) {
        public String name() {
            return method.getName();
        }

        /** False of what asks the file system nothing, and of what it cannot refuse: a directory is closed whatever comes. */
        public boolean isOfFileSystem() {
            boolean closesDirectory = name().equals("close") && on instanceof Folder;
            return !closesDirectory && !name().matches("lost|linkTimes|entry|self|toString|hashCode|equals");
        }

        /** Does it. */
        public Object proceed() throws Throwable {
            try {
                return method.invoke(on, arguments.toArray());
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private Interception(Interceptor interceptor) {
        this.interceptor = interceptor;
    }

    public static Posix around(Posix posix, Interceptor interceptor) {
        return new Interception(interceptor).wrap(Posix.class, posix);
    }

    private <T> T wrap(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type, Real.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Real.class) {
                        return real;
                    }
                    Object result = interceptor.call(new Call(real, method, unwrapped(arguments)));
                    if (result instanceof OpenFile file) {
                        return wrap(OpenFile.class, file);
                    }
                    return result instanceof Folder folder ? wrap(Folder.class, folder) : result;
                }));
    }

    private static List<Object> unwrapped(Object[] arguments) {
        return arguments == null
                ? List.of()
                : Arrays.stream(arguments)
                        .map(argument -> argument instanceof Real wrapped ? wrapped.real() : argument)
                        .toList();
    }

    /** What a wrapper wraps. */
    private interface Real {
        Object real();
    }
}
