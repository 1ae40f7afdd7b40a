package dev.caravan.demo;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares two trees that nobody changes, byte by byte and attribute by attribute, by a walk that shares no code with
 * the stages. The target's {@code .caravan} folder is left out. Single-threaded.
 */
final class TreeComparison {
    private static final RelativePath OWN_FOLDER = new RelativePath(".caravan");
    private static final int TYPE_MASK = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;

    private final Path source;
    private final Path target;
    private final int mostLines;
    private final List<String> lines = new ArrayList<>();
    private long entries;
    private long differences;

    /**
     * The result of a comparison.
     *
     * @param entries the number of entries on either side; both roots count as one
     * @param differences how many of them differ, are missing on the target, or are only there
     * @param lines one printable line for each of the first differences
     */
    record Result(long entries, long differences, List<String> lines) {
        boolean isEqual() {
            return differences == 0;
        }
    }

    private TreeComparison(Path source, Path target, int mostLines) {
        this.source = source;
        this.target = target;
        this.mostLines = mostLines;
    }

    /** Compares two trees; an entry that cannot be read is a difference. */
    static Result compare(Path source, Path target, int mostLines) {
        TreeComparison comparison = new TreeComparison(source, target, mostLines);
        comparison.entry(RelativePath.ROOT);
        return new Result(comparison.entries, comparison.differences, List.copyOf(comparison.lines));
    }

    private void entry(RelativePath path) {
        entries++;
        try {
            Map<String, Object> ours = attributes(path.under(source));
            Map<String, Object> theirs = attributes(path.under(target));
            if (theirs.isEmpty()) {
                difference("missing: " + path + " (" + type(ours) + ")");
            } else if (ours.isEmpty()) {
                difference("extra: " + path + " (" + type(theirs) + ")");
            } else {
                both(path, ours, theirs);
            }
            for (RelativePath child : children(path, ours, theirs)) {
                entry(child);
            }
        } catch (IOException e) {
            difference("unreadable: " + path + ": " + Escape.latin1(e.toString()));
        }
    }

    private void both(RelativePath path, Map<String, Object> ours, Map<String, Object> theirs) throws IOException {
        List<String> aspects = new ArrayList<>();
        if (!type(ours).equals(type(theirs))) {
            aspects.add("type " + type(ours) + " != " + type(theirs));
        } else {
            attribute(aspects, "mode", octal(ours), octal(theirs));
            attribute(aspects, "uid", ours.get("uid"), theirs.get("uid"));
            attribute(aspects, "gid", ours.get("gid"), theirs.get("gid"));
            attribute(aspects, "mtime", time(ours), time(theirs));
            attribute(aspects, "device number", ours.get("rdev"), theirs.get("rdev"));
            content(aspects, path, ours, theirs);
        }
        if (!aspects.isEmpty()) {
            difference("differs: " + path + ": " + String.join(", ", aspects));
        }
    }

    private void content(List<String> aspects, RelativePath path, Map<String, Object> ours, Map<String, Object> theirs)
            throws IOException {
        Path from = path.under(source);
        Path to = path.under(target);
        if (typeBits(ours) == LINK) {
            attribute(
                    aspects,
                    "link text",
                    Escape.path(Files.readSymbolicLink(from)),
                    Escape.path(Files.readSymbolicLink(to)));
        } else if (typeBits(ours) == FILE && !ours.get("size").equals(theirs.get("size"))) {
            attribute(aspects, "size", ours.get("size"), theirs.get("size"));
        } else if (typeBits(ours) == FILE) {
            long position = Files.mismatch(from, to);
            if (position >= 0) {
                aspects.add("content at byte " + position);
            }
        }
    }

    private static void attribute(List<String> aspects, String name, Object ours, Object theirs) {
        if (!ours.equals(theirs)) {
            aspects.add(name + " " + ours + " != " + theirs);
        }
    }

    /** The entries of either side, in byte order. */
    private Iterable<RelativePath> children(RelativePath path, Map<String, Object> ours, Map<String, Object> theirs)
            throws IOException {
        Set<RelativePath> children = new TreeSet<>();
        list(children, path, theirs, target);
        children.remove(OWN_FOLDER);
        list(children, path, ours, source);
        return children;
    }

    private static void list(Set<RelativePath> children, RelativePath path, Map<String, Object> found, Path root)
            throws IOException {
        if (!found.isEmpty() && typeBits(found) == DIRECTORY) {
            try (DirectoryStream<Path> listing = Files.newDirectoryStream(path.under(root))) {
                listing.forEach(listed -> children.add(path.child(listed)));
            }
        }
    }

    private void difference(String line) {
        differences++;
        if (lines.size() < mostLines) {
            lines.add(line);
        }
    }

    /** The entry's attributes; empty where there is no entry. */
    private static Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, "unix:mode,uid,gid,size,lastModifiedTime,rdev", NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    private static int typeBits(Map<String, Object> found) {
        return (Integer) found.get("mode") & TYPE_MASK;
    }

    private static String type(Map<String, Object> found) {
        return switch (typeBits(found)) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            case LINK -> "link";
            default -> "special file 0" + Integer.toOctalString(typeBits(found));
        };
    }

    private static String octal(Map<String, Object> found) {
        return String.format("%04o", (Integer) found.get("mode") & ~TYPE_MASK);
    }

    /** The mtime to the nanosecond; for a link to the microsecond, since JDK 17 cannot set more. */
    private static Instant time(Map<String, Object> found) {
        Instant time = ((FileTime) found.get("lastModifiedTime")).toInstant();
        return typeBits(found) == LINK ? time.truncatedTo(ChronoUnit.MICROS) : time;
    }
}
