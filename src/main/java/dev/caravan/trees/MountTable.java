package dev.caravan.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A snapshot of the mounts that this process sees in {@code /proc/self/mountinfo}; see proc(5). Immutable; any thread.
 *
 * <p>It tells what device numbers and paths do not: that two paths lead to one tree through a bind mount, and that a
 * directory with another device number is still on the same mount (a btrfs subvolume).
 */
public final class MountTable {
    private static final Path FILE = Path.of("/proc/self/mountinfo");

    /** Number of fields before the optional ones: id, parent, device, root, mount point, options. */
    private static final int FIXED = 6;

    /** File systems whose mount source holds the server and the whole path on it. */
    private static final Set<String> NAMED_WHOLE =
            Set.of("nfs", "nfs4", "cifs", "smb3", "ceph", "lustre", "fuse.glusterfs", "fuse.sshfs");

    private final List<Mount> mounts;

    /**
     * A mount.
     *
     * @param device major and minor number of the file system, such as {@code 8:1}
     * @param root the directory of the file system that is mounted, one char for each byte
     * @param point the mount point, one char for each byte
     * @param type the file system's type, such as {@code nfs4}
     * @param from the mount source: a device, or a server and its path
     */
    public record Mount(long id, long parent, String device, String root, String point, String type, String from) {
        private static Optional<Mount> of(String line) {
            String[] fields = line.split(" ", -1);
            int dash = FIXED;
            while (dash < fields.length && !fields[dash].equals("-")) {
                dash++;
            }
            if (dash + 2 >= fields.length) {
                return Optional.empty();
            }
            return Optional.of(new Mount(
                    Long.parseLong(fields[0]),
                    Long.parseLong(fields[1]),
                    fields[2],
                    unescaped(fields[3]),
                    unescaped(fields[4]),
                    fields[dash + 1],
                    unescaped(fields[dash + 2])));
        }

        /** The path within the file system of a path that is on this mount. */
        private String within(String path) {
            String rest = path.substring(point.equals("/") ? 0 : point.length());
            if (rest.isEmpty() || rest.equals("/")) {
                return root;
            }
            return root.equals("/") ? rest : root + rest;
        }

        /** True where both are mounts of the same thing, whatever their device numbers. */
        boolean isLike(Mount other) {
            return type.equals(other.type) && from.equals(other.from) && root.equals(other.root);
        }
    }

    private MountTable(List<Mount> mounts) {
        this.mounts = List.copyOf(mounts);
    }

    /**
     * Reads the present mounts.
     *
     * @throws IOException if the file cannot be read
     */
    public static MountTable read() throws IOException {
        return of(Files.readString(FILE, ISO_8859_1));
    }

    /** Parses the kernel's text, one char for each byte. */
    static MountTable of(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Mount.of(line).ifPresent(mounts::add);
        }
        return new MountTable(mounts);
    }

    /** Replaces the octal escapes of space, tab, newline and backslash, such as {@code \040}. */
    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                text.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
                i += 3;
            } else {
                text.append(field.charAt(i));
            }
        }
        return text.toString();
    }

    /**
     * The mount that a path is on; empty where the table does not tell.
     *
     * @param path absolute, without symbolic links
     */
    public Optional<Mount> of(Path path) {
        String text = FileNames.toLatin1(path);
        Optional<Mount> on = nearest(text, mount -> mounts.stream().noneMatch(other -> other.id() == mount.parent()));
        for (Optional<Mount> next = on; next.isPresent(); ) {
            Mount mount = next.get();
            on = next;
            next = nearest(text, other -> other.parent() == mount.id() && other.id() != mount.id());
        }
        return on;
    }

    /** The mount with the shortest mount point above the path: a longer one is hidden under it. */
    private Optional<Mount> nearest(String path, Predicate<Mount> which) {
        return mounts.stream()
                .filter(which)
                .filter(mount -> isIn(path, mount.point()))
                .min(Comparator.comparingInt(mount -> mount.point().length()));
    }

    /** The mount points below a directory, relative to it. The directory's path must hold no symbolic links. */
    public List<RelativePath> below(Path directory) {
        return below(FileNames.toLatin1(directory)).stream()
                .map(mount -> relative(FileNames.toLatin1(directory), mount.point()))
                .distinct()
                .toList();
    }

    private List<Mount> below(String directory) {
        return mounts.stream()
                .filter(mount ->
                        isIn(mount.point(), directory) && !mount.point().equals(directory))
                // A mount that another one hides does not count.
                .filter(mount -> of(FileNames.toPath(mount.point()))
                        .filter(mount::equals)
                        .isPresent())
                .toList();
    }

    private static RelativePath relative(String directory, String path) {
        return new RelativePath(path.substring(directory.equals("/") ? 1 : directory.length() + 1));
    }

    /**
     * Finds out whether two trees are the same, or one lies inside the other, whatever paths lead there.
     *
     * @return the end of a sentence that says where; empty where they are separate as far as the table tells
     */
    public Optional<String> shared(Path one, Path other) {
        Optional<String> atRoots = shared(FileNames.toLatin1(one), FileNames.toLatin1(other));
        if (atRoots.isPresent()) {
            return atRoots;
        }
        Optional<String> within = sharedBelow(one, other);
        return within.isPresent() ? within : sharedBelow(other, one);
    }

    private Optional<String> sharedBelow(Path one, Path other) {
        return below(FileNames.toLatin1(one)).stream()
                .map(mount -> shared(mount.point(), FileNames.toLatin1(other)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> shared(String one, String other) {
        Optional<Mount> ours = of(FileNames.toPath(one));
        Optional<Mount> theirs = of(FileNames.toPath(other));
        if (ours.isEmpty() || theirs.isEmpty() || !areOneFileSystem(ours.get(), theirs.get())) {
            return Optional.empty();
        }
        String in = ours.get().within(one);
        String at = theirs.get().within(other);
        return isIn(in, at) || isIn(at, in)
                ? Optional.of(Escape.latin1(one) + " is " + Escape.latin1(in) + " and " + Escape.latin1(other) + " is "
                        + Escape.latin1(at) + " of one file system ("
                        + theirs.get().type() + " "
                        + Escape.latin1(theirs.get().from()) + ")")
                : Optional.empty();
    }

    /** The device numbers do not decide alone: a server's directory that is mounted twice may have two. */
    private static boolean areOneFileSystem(Mount one, Mount other) {
        return one.device().equals(other.device())
                || (NAMED_WHOLE.contains(one.type())
                        && one.type().equals(other.type())
                        && one.from().equals(other.from()));
    }

    private static boolean isIn(String path, String directory) {
        return directory.equals("/")
                || path.equals(directory)
                || (path.startsWith(directory) && path.charAt(directory.length()) == '/');
    }
}
