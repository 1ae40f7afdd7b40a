package dev.caravan.resolve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import java.util.Optional;

/** Turns a path in the server's terms into a path below the source root. Immutable; any thread. */
final class ServerPaths {
    private final String root;
    private final boolean outsideIsFine;

    /**
     * The paths of one source root.
     *
     * @param root the source root's path in the server's terms, as the operator wrote it; slashes at its
     *     ends do not matter
     * @param outsideIsFine true where the feed may name paths outside the source root, which are then ignored
     */
    ServerPaths(String root, boolean outsideIsFine) {
        this.root = trimmed(new String(root.getBytes(UTF_8), ISO_8859_1));
        this.outsideIsFine = outsideIsFine;
    }

    /**
     * Returns the path below the source root; empty where it is outside and that is fine.
     *
     * @throws IllegalArgumentException if the path is outside and that is not fine, or has an empty, {@code .} or
     *     {@code ..} component
     */
    Optional<RelativePath> relative(String serverPath) {
        if (serverPath.isEmpty()) {
            throw new IllegalArgumentException("an empty path");
        }
        int start = serverPath.startsWith("/") ? 1 : 0;
        int end =
                serverPath.length() > start && serverPath.endsWith("/") ? serverPath.length() - 1 : serverPath.length();
        RelativePath path = new RelativePath(serverPath.substring(start, end));
        if (root.isEmpty()) {
            return Optional.of(path);
        }
        if (path.latin1().equals(root)) {
            return Optional.of(RelativePath.ROOT);
        }
        if (path.latin1().startsWith(root) && path.latin1().charAt(root.length()) == '/') {
            return Optional.of(new RelativePath(path.latin1().substring(root.length() + 1)));
        }
        if (outsideIsFine) {
            return Optional.empty();
        }
        throw new IllegalArgumentException(
                "path " + Escape.latin1(serverPath) + ": is not below /" + Escape.latin1(root));
    }

    private static String trimmed(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }
}
