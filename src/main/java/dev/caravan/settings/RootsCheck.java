package dev.caravan.settings;

import dev.caravan.entry.Escape;
import dev.caravan.posix.Lstat;
import dev.caravan.trees.MountTable;
import dev.caravan.trees.Mounts;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the roots are readable directories, separate from each other and from the state folder. Single-threaded.
 */
final class RootsCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RootsCheck.class);

    private final Settings settings;
    private final List<ConfigurationException> faults = new ArrayList<>();

    RootsCheck(Settings settings) {
        this.settings = settings;
    }

    /** The faults in the order in which they are found; empty where the roots are fit. */
    List<ConfigurationException> faults() {
        Optional<Path> source = root(Key.SOURCE);
        Optional<Path> target = settings.role() == Role.AGENT ? Optional.empty() : root(Key.TARGET);
        Optional<Path> readRoot = settings.has(Key.READ_ROOT) ? root(Key.READ_ROOT) : source;
        if (source.isPresent() && target.isPresent()) {
            checkApart(Key.TARGET, target.get(), Key.SOURCE, source.get());
        }
        if (readRoot.isPresent() && target.isPresent() && !readRoot.equals(source)) {
            checkApart(Key.READ_ROOT, readRoot.get(), Key.TARGET, target.get());
        }
        readRoot.ifPresent(this::checkMounts);
        Stream.of(readRoot, source, target).flatMap(Optional::stream).distinct().forEach(this::checkState);
        return faults;
    }

    private void checkApart(Key key, Path root, Key otherKey, Path other) {
        if (other.startsWith(root) || root.startsWith(other)) {
            wrong(key + " " + Escape.path(root) + " and " + otherKey + " " + Escape.path(other)
                    + ": neither may be the other or lie inside it");
            return;
        }
        try {
            MountTable.read()
                    .shared(root, other)
                    .ifPresent(
                            where -> wrong(key + " and " + otherKey + ": are one tree, or one lies inside the other: "
                                    + where + "; unmount what leads from one to the other, or name other roots"));
        } catch (IOException e) {
            // Without the mount table, only the paths are compared.
            LOG.debug("mounts cannot be read", e);
        }
    }

    private void checkMounts(Path root) {
        try {
            new Mounts(root, settings.mounts());
        } catch (IOException e) {
            wrong(Key.MOUNTS + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            wrong(Key.MOUNTS + ": " + e.getMessage() + "; name paths relative to the source");
        }
    }

    /**
     * The state folder must not be in the source, which is never written, or in the target, where it would be removed.
     */
    private void checkState(Path root) {
        Path state = settings.state();
        try {
            if (real(state).startsWith(root)) {
                wrong(Key.STATE + ": " + Escape.path(state) + " lies inside " + Escape.path(root)
                        + "; name a folder outside of both roots");
            }
        } catch (IOException e) {
            wrong(Key.STATE + ": " + Escape.path(state) + " cannot be read: " + reason(e));
        }
    }

    /** The path with every link followed, whether it exists or not. */
    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }

    /** The real path of a root; empty, with a fault recorded, where there is none. */
    private Optional<Path> root(Key key) {
        if (!settings.has(key)) {
            wrong(key + ": is missing; set it in the configuration file or with --set " + key + "=DIRECTORY");
            return Optional.empty();
        }
        Path path = settings.path(key);
        try {
            Path real = path.toRealPath();
            if (Files.isDirectory(real) && Lstat.read(real).isPresent()) {
                return Optional.of(real);
            }
            wrong(key + ": " + Escape.path(path) + " is no directory");
        } catch (IOException e) {
            wrong(key + ": " + Escape.path(path) + " cannot be read: " + reason(e));
        }
        return Optional.empty();
    }

    /** The failure without its path, which the message has already in escaped form. */
    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        return failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : failure.getClass().getSimpleName();
    }

    private void wrong(String message) {
        faults.add(new ConfigurationException(message));
    }
}
