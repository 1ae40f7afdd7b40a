package dev.caravan.trees;

import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A target that keeps each name in one form only, and finds it by every other: as HFS+ does, and others with the case. */
public final class Folded {
    private Folded() {}

    /**
     * The same calls.
     *
     * @param target below which names are folded
     * @param form of a name, its bytes one to a char
     */
    public static Posix around(Posix posix, Path target, UnaryOperator<String> form) {
        return wrap(Posix.class, posix, target, form);
    }

    private static <T> T wrap(Class<T> type, T real, Path target, UnaryOperator<String> form) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    for (int i = 0; arguments != null && i < arguments.length; i++) {
                        if (arguments[i] instanceof Path path && isBelow(path, target)) {
                            arguments[i] = folded(path, form);
                        }
                        if (method.getName().equals("open")
                                && real instanceof Folder folder
                                && isBelow(folder.entry("x"), target)) {
                            arguments[i] = form.apply((String) arguments[i]);
                        }
                    }
                    if (method.getName().equals("open") && arguments.length == 2 && arguments[0].equals(target)) {
                        arguments[1] = new RelativePath(form.apply(((RelativePath) arguments[1]).latin1()));
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof Folder folder ? wrap(Folder.class, folder, target, form) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static boolean isBelow(Path path, Path target) throws IOException {
        Path directory = path.getParent();
        return directory != null
                && Files.exists(directory)
                && directory.toRealPath().startsWith(target);
    }

    private static Path folded(Path path, UnaryOperator<String> form) {
        Path name = path.getFileName();
        return path.resolveSibling(FileNames.toPath(form.apply(FileNames.toLatin1(name))));
    }
}
