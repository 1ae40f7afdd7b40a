package dev.caravan.posix;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;

/** Calls of which some are refused, always: those of some names, on some entries. */
public final class Refusing {
    private final Rule rule;

    /** Which calls are refused. */
    @FunctionalInterface
    public interface Rule {
        /**
         * Null where the call is made.
         *
         * @param call its name, as {@link Posix} or {@link OpenFile} has it
         * @param entry whose path is the call's first, or of the file that is open: the last name of it
         * @param arguments all that the call got
         */
        Errno refuses(String call, String entry, List<Object> arguments) throws IOException;
    }

    private Refusing(Rule rule) {
        this.rule = rule;
    }

    /** The same file systems, but for what is refused. */
    public static Posix around(Posix posix, Rule rule) {
        return new Refusing(rule).wrap(Posix.class, posix, null);
    }

    private <T> T wrap(Class<T> type, T real, Path opened) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type, Real.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Real.class) {
                        return real;
                    }
                    List<Object> all = arguments == null ? List.of() : List.of(arguments);
                    Path entry = !all.isEmpty() && all.get(0) instanceof Path path ? path : opened;
                    Path name = entry == null ? null : entry.getFileName();
                    Errno why = rule.refuses(method.getName(), name == null ? "" : name.toString(), all);
                    if (why != null) {
                        throw Faults.error(why);
                    }
                    for (int i = 0; arguments != null && i < arguments.length; i++) {
                        if (arguments[i] instanceof Real wrapped) {
                            arguments[i] = wrapped.real();
                        }
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof OpenFile file ? wrap(OpenFile.class, file, entry) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** What a wrapper wraps. */
    private interface Real {
        Object real();
    }
}
