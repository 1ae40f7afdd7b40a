package dev.caravan.settings;

import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Parses a path that an operator names, absolute below a root or relative to it. Stateless; any thread. */
public final class RootedPath {
    private RootedPath() {}

    /**
     * Returns the path below the root; only the root itself is looked up.
     *
     * @param latin1 the path, one char for each byte
     * @param rootKey the root's key, such as {@link Key#SOURCE}
     * @throws ConfigurationException if the path is not below that root, or is excluded
     */
    public static RelativePath of(String latin1, Settings settings, Key rootKey) throws ConfigurationException {
        if (latin1.isEmpty()) {
            throw new ConfigurationException("path: is empty; '.' is all that is below " + rootKey);
        }
        try {
            Path path = FileNames.toPath(latin1).normalize();
            Path relative = path.isAbsolute() ? below(path, settings.path(rootKey)) : path;
            String bytes = FileNames.toLatin1(relative);
            RelativePath below = bytes.isEmpty() ? RelativePath.ROOT : new RelativePath(bytes);
            if (settings.exclusions().match(below)) {
                throw new ConfigurationException(
                        "path " + Escape.latin1(latin1) + ": is excluded (caravan.exclude), and left alone");
            }
            return below;
        } catch (InvalidPathException e) {
            throw new ConfigurationException("path " + Escape.latin1(latin1) + ": cannot be one", e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage() + "; name one below " + rootKey, e);
        }
    }

    private static Path below(Path path, Path root) {
        if (path.startsWith(root)) {
            return root.relativize(path);
        }
        Optional<Path> real = real(root);
        if (real.isPresent() && path.startsWith(real.get())) {
            return real.get().relativize(path);
        }
        throw new IllegalArgumentException("path " + Escape.path(path) + ": does not lie below " + Escape.path(root));
    }

    private static Optional<Path> real(Path root) {
        try {
            return Optional.of(root.toRealPath());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
