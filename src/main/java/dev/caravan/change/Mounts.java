package dev.caravan.change;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file systems that the source is made of: that of its root, and those mounted below it that were asked for. A mount that is gone
 * shows the empty directory below it: everything in it would look removed, so each has to be the one of the start. Any thread.
 */
public final class Mounts {
    private final Path root;
    private final long rootDevice;
    private final MountTable table;
    private final Map<RelativePath, Entry> below = new TreeMap<>();
    private final Set<Long> devices = new HashSet<>();

    /**
     * Remembers them as they are.
     *
     * @param root the source's
     * @param below where others are mounted
     * @throws IOException if nothing is mounted at one of these
     */
    public Mounts(Path root, Collection<RelativePath> below) throws IOException {
        this.root = root;
        table = new MountTable(root);
        rootDevice = look(RelativePath.ROOT).device();
        devices.add(rootDevice);
        for (RelativePath path : below) {
            Entry mount = look(path);
            if (path.isRoot() || mount.device() == look(path.parent()).device()) {
                throw new IOException(name(path) + ": nothing is mounted there");
            }
            this.below.put(path, mount);
            devices.add(mount.device());
        }
    }

    /**
     * True for what is of one of them: by its device, or where nothing is mounted between the root and it, as a subvolume of btrfs is,
     * which has a device number of its own.
     */
    boolean hold(RelativePath path, Entry source) {
        if (source.device() == rootDevice || devices.contains(source.device())) {
            return true;
        }
        try {
            return !table.isMounted(path, source.device(), below.keySet());
        } catch (IOException e) {
            // Nobody says where mounts are: left out, and said.
            return false;
        }
    }

    /** True for what is of the root's own. */
    boolean holdInRoot(Entry source) {
        return source.device() == rootDevice;
    }

    /**
     * Proves that those below the root are the ones of the start.
     *
     * @throws IOException if one is not
     */
    void check() throws IOException {
        for (Map.Entry<RelativePath, Entry> mount : below.entrySet()) {
            Entry now = look(mount.getKey());
            if (now.device() != mount.getValue().device()
                    || now.inode() != mount.getValue().inode()) {
                throw new IOException(name(mount.getKey()) + ": is not the mount of the start: is it still mounted?");
            }
        }
    }

    private Entry look(RelativePath path) throws IOException {
        return Entry.read(path.under(root))
                .filter(Entry::isDirectory)
                .orElseThrow(() -> new IOException(name(path) + ": there is no such directory"));
    }

    private String name(RelativePath path) {
        return "mount " + path + " below " + Escape.path(root);
    }
}
