package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the kernel has anything mounted below a root, as {@code /proc/self/mountinfo} says. What has another device number than the
 * root and is not there is a part of the root's own file system: a subvolume of btrfs for example. Any thread.
 *
 * <p>The table is read again where a device is met that it was not read for, since an automounter mounts at the first look, and
 * where it is older than a second, since a number may be given to another file system.
 */
final class MountTable {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final long FRESH_NANOS = 1_000_000_000L;

    /** The field of the mount point, of proc(5). */
    private static final int MOUNT_POINT = 4;

    /** Space, tab, newline and backslash. */
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private final String below;
    private final Path table;
    private final Set<Long> devices = new HashSet<>();
    private Set<String> mounts = Set.of();
    private long readNanos;

    MountTable(Path root) {
        this(root, TABLE);
    }

    MountTable(Path root, Path table) {
        String latin1 = FileNames.toLatin1(root);
        below = latin1.endsWith("/") ? latin1 : latin1 + "/";
        this.table = table;
    }

    /**
     * True where a mount stands between the root and this path, or at the path.
     *
     * @param device the path's
     * @param apart mounts that do not count
     */
    synchronized boolean isMounted(RelativePath path, long device, Set<RelativePath> apart) throws IOException {
        long now = System.nanoTime();
        if (!devices.contains(device) || now - readNanos > FRESH_NANOS) {
            mounts = read();
            readNanos = now;
            devices.clear();
            devices.add(device);
        }
        if (mounts.isEmpty()) {
            return false;
        }
        for (RelativePath each = path; !each.isRoot(); each = each.parent()) {
            if (mounts.contains(each.latin1()) && !apart.contains(each)) {
                return true;
            }
        }
        return false;
    }

    private Set<String> read() throws IOException {
        Set<String> found = new HashSet<>();
        List<String> lines = Files.readAllLines(table, ISO_8859_1);
        for (String line : lines) {
            String[] fields = line.split(" ", MOUNT_POINT + 2);
            String point = fields.length > MOUNT_POINT ? unescaped(fields[MOUNT_POINT]) : "";
            if (point.startsWith(below) && point.length() > below.length()) {
                found.add(point.substring(below.length()));
            }
        }
        return found;
    }

    private static String unescaped(String field) {
        return OCTAL.matcher(field)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }
}
