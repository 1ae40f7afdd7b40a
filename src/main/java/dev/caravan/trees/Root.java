package dev.caravan.trees;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One root as it was at the start, and the check that it is still the same: by device and inode number or,
 * where its file system came back under another device number (FUSE, NFS, a renamed device), by inode number
 * and mount source. Thread-safe.
 */
final class Root {
    private static final Logger LOG = LoggerFactory.getLogger(Root.class);

    private final String side;
    private final Path path;
    private final Optional<MountTable.Mount> mount;
    private final Set<Long> above;
    private volatile Entry known;

    /** A further check of a root's identity. */
    @FunctionalInterface
    interface Proof {
        /** Returns normally where the root is the same. */
        void check() throws IOException;
    }

    /**
     * Remembers the root as it is now.
     *
     * @param side the root's name in messages
     * @param path absolute, without links
     */
    Root(String side, Path path) throws IOException {
        this.side = side;
        this.path = path;
        known = look();
        mount = mount();
        above = new HashSet<>();
        for (Path directory = path.getParent(); directory != null; directory = directory.getParent()) {
            Lstat.read(directory).ifPresent(entry -> above.add(entry.device()));
        }
        above.remove(known.device());
    }

    Path path() {
        return path;
    }

    Entry known() {
        return known;
    }

    Optional<MountTable.Mount> mount() {
        try {
            return MountTable.read().of(path);
        } catch (IOException e) {
            // Without /proc, device and inode number have to be enough.
            return Optional.empty();
        }
    }

    /** True where the root is a mount of its own, so that another directory shows once it is unmounted. */
    boolean canGo() {
        return !above.isEmpty();
    }

    /** True for the device number of a directory above the mount point: it shows where the root is unmounted. */
    boolean isAbove(long device) {
        return above.contains(device);
    }

    private Entry look() throws IOException {
        Entry entry = Lstat.read(path).orElseThrow(() -> new LostRootException(this + ": there is no such directory"));
        if (!entry.isDirectory()) {
            throw new LostRootException(this + ": is no directory");
        }
        return entry;
    }

    /**
     * Checks that the root is the one of the start.
     *
     * @param isSufficient true where {@code proof} and the file system's type are enough, since the mount source may
     *     have another name now
     * @param proof the further check where the device number has changed
     * @return true where the root came back under another device number
     * @throws LostRootException if it is not; the message says what was expected and what was found
     */
    boolean check(boolean isSufficient, Proof proof) throws IOException {
        Entry now = look();
        Entry before = known;
        if (now.device() == before.device() && now.inode() == before.inode()) {
            return false;
        }
        if (now.inode() != before.inode() || above.contains(now.device()) || !isMountedAgain(isSufficient)) {
            throw new LostRootException(this + ": device " + now.device() + " inode " + now.inode()
                    + ", expected device " + before.device() + " inode " + before.inode()
                    + " as at the start: is the file system still mounted?");
        }
        proof.check();
        known = now;
        LOG.warn(
                "{}: was mounted again and has device {} now, before {}; a walk that was under way is repeated",
                this,
                now.device(),
                before.device());
        return true;
    }

    private boolean isMountedAgain(boolean isTypeEnough) {
        Optional<MountTable.Mount> now = mount();
        return mount.isPresent()
                && now.isPresent()
                && (isTypeEnough
                        ? now.get().type().equals(mount.get().type())
                        : now.get().isLike(mount.get()));
    }

    @Override
    public String toString() {
        return side + " " + Escape.path(path);
    }
}
