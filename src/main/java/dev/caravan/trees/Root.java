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
 * One root as it was found, and the proof that it is still that one: by device and inode, or, where a file system came back under
 * another device number (FUSE, NFS, a device with another name), by its inode and by what is mounted there. Any thread.
 */
final class Root {
    private static final Logger LOG = LoggerFactory.getLogger(Root.class);

    private final String side;
    private final Path path;
    private final Optional<MountTable.Mount> mount;
    private final Set<Long> above;
    private volatile Entry known;

    /** More proof of an identity than the root itself can give. */
    @FunctionalInterface
    interface Proof {
        /** Returns where it is the same. */
        void check() throws IOException;
    }

    /**
     * As it is now.
     *
     * @param side for a message
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
            // No Linux, or no /proc: device and inode have to do.
            return Optional.empty();
        }
    }

    /** True where something else shows in its place once it is unmounted. */
    boolean canGo() {
        return !above.isEmpty();
    }

    /** True for the device of a directory that is above the mount, and so below it. */
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
     * Proves that it is the one of the start.
     *
     * @param isSufficient whether the proof is one without knowing what is mounted there, which may have another name now
     * @param proof asked where the device number is another
     * @return true where it came back under another device number
     * @throws LostRootException if it is not, saying what was expected and what was found
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
