package dev.caravan.trees;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file systems that belong to the source: its root's mount, and the mounts below it that {@code caravan.mounts}
 * names. An unmounted one shows the empty directory under its mount point, and everything in it would look removed; so
 * each has to be the one of the start. Thread-safe.
 */
public final class Mounts {
    /** An answer about a device number is kept this long, since the number may be given to another file system. */
    private static final long MEMORY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Path root;
    private final Map<RelativePath, Entry> below = new TreeMap<>();
    private final Map<Long, Decided> decided = new ConcurrentHashMap<>();
    private final Table table;

    /** Reads the mount table: {@link MountTable#read}, except in tests. */
    @FunctionalInterface
    interface Table {
        MountTable read() throws IOException;
    }

    private record Decided(boolean isOurs, long atNanos) {}

    /**
     * Remembers the present mounts.
     *
     * @param root the source's root
     * @param below the mount points below the root that belong to the source
     * @throws IOException if nothing is mounted at one of them
     */
    public Mounts(Path root, Collection<RelativePath> below) throws IOException {
        this(root, below, MountTable::read);
    }

    Mounts(Path root, Collection<RelativePath> below, Table table) throws IOException {
        this.root = root;
        this.table = table;
        for (RelativePath path : below) {
            Entry mount = look(path);
            if (path.isRoot() || mount.device() == look(path.parent()).device()) {
                throw new IOException(name(path) + ": nothing is mounted there");
            }
            this.below.put(path, mount);
        }
    }

    /**
     * True where an entry with another device number than the root's belongs to the source all the same.
     *
     * @throws IOException if the mount table cannot be read
     */
    boolean hold(RelativePath path, Entry found) throws IOException {
        Entry asked = mountOf(path);
        if (asked != null && asked.device() == found.device()) {
            return true;
        }
        Decided known = decided.get(found.device());
        long now = System.nanoTime();
        if (known == null || now - known.atNanos() > MEMORY_NANOS) {
            known = new Decided(isOnOurMount(path), now);
            decided.put(found.device(), known);
        }
        return known.isOurs();
    }

    private Entry mountOf(RelativePath path) {
        for (Map.Entry<RelativePath, Entry> mount : below.entrySet()) {
            if (path.startsWith(mount.getKey())) {
                return mount.getValue();
            }
        }
        return null;
    }

    /** True where no mount lies between the root and the path, except those that belong to the source. */
    boolean isOnOurMount(RelativePath path) throws IOException {
        List<RelativePath> mounts = table.read().below(root);
        RelativePath deepest = RelativePath.ROOT;
        for (RelativePath mount : mounts) {
            if (path.startsWith(mount) && mount.startsWith(deepest)) {
                deepest = mount;
            }
        }
        return deepest.isRoot() || below.containsKey(deepest);
    }

    /** Forgets what was learnt about device numbers. */
    void forget() {
        decided.clear();
    }

    /**
     * Checks that the mounts below the root are the ones of the start.
     *
     * @throws LostRootException if one of them is not
     */
    void check() throws IOException {
        for (Map.Entry<RelativePath, Entry> mount : below.entrySet()) {
            Entry now = look(mount.getKey());
            if (now.device() != mount.getValue().device()
                    || now.inode() != mount.getValue().inode()) {
                throw new LostRootException(
                        name(mount.getKey()) + ": is not the mount of the start: is it still mounted?");
            }
        }
    }

    private Entry look(RelativePath path) throws IOException {
        return Lstat.read(path.under(root))
                .filter(Entry::isDirectory)
                .orElseThrow(() -> new LostRootException(name(path) + ": there is no such directory"));
    }

    private String name(RelativePath path) {
        return "mount " + path + " below " + Escape.path(root);
    }
}
