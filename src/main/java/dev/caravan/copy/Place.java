package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.RelativePath;
import dev.caravan.change.TemporaryName;
import dev.caravan.posix.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** An entry on both sides, by way of the open directories that hold it. */
final class Place implements AutoCloseable {
    final RelativePath path;
    private final Folder from;
    private final Folder to;
    private final String temporaryName;
    private final Path source;
    private final Path target;
    private final Path temporary;
    private final long targetDevice;

    /**
     * An entry.
     *
     * @param targetDevice of the target's root
     */
    Place(RelativePath path, Folder from, Folder to, long targetDevice) {
        this.targetDevice = targetDevice;
        this.path = path;
        this.from = from;
        this.to = to;
        temporaryName = TemporaryName.beside(path).name();
        source = path.isRoot() ? from.self() : from.entry(path.name());
        target = path.isRoot() ? to.self() : to.entry(path.name());
        temporary = to.entry(temporaryName);
    }

    Path source() {
        return source;
    }

    Path target() {
        return target;
    }

    /** Where the target's entry is made. */
    Path temporary() {
        return temporary;
    }

    /** True where the target's root is on this device. */
    boolean isTargetOn(long device) {
        return targetDevice == device;
    }

    /** True where a rename leads from the target's root to the entry. */
    boolean isOnDeviceOfTarget() throws IOException {
        return Entry.readFollowing(to.self()).device() == targetDevice;
    }

    /** Hands the target's entry to a removal. */
    Optional<Path> removeTarget(Removal removal) throws IOException {
        return removal.remove(to, path.name(), path);
    }

    /** Hands what has the temporary name to a removal. */
    Optional<Path> removeTemporary(Removal removal) throws IOException {
        return removal.remove(to, temporaryName, path);
    }

    @Override
    public void close() throws IOException {
        try {
            from.close();
        } finally {
            to.close();
        }
    }
}
