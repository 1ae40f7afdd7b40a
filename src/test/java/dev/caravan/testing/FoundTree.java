package dev.caravan.testing;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A tree as {@code find} sees it, for what rsync does not look at: the whole mtime, allocated blocks, and which names are links of
 * one file.
 *
 * <p>Not compared are atime and ctime, which nobody can keep, and of a symbolic link's mtime the last three digits: the JVM
 * sets it to the microsecond.
 */
public final class FoundTree {
    private static final int BLOCK = 512;
    private static final int TOLERATED_PERCENT = 5;

    /** Extended attributes may lie in a block of their own, which stays when they go. */
    private static final int PAGE = 8;

    private final Map<String, Found> entries = new TreeMap<>();

    /**
     * One entry.
     *
     * @param modified seconds with ten digits behind the point, of which the last is always zero
     * @param blocks of 512 bytes
     */
    private record Found(String type, String modified, long blocks, long size, String inode) {
        static Found of(String[] fields) {
            return new Found(fields[0], fields[1], Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[4]);
        }

        String comparableTime() {
            return type.equals("l") ? modified.substring(0, modified.length() - 4) : modified;
        }

        boolean isSparse() {
            return type.equals("f") && blocks * BLOCK < size;
        }

        boolean takesAboutAsMuchAs(Found other) {
            long tolerated = Math.max(PAGE, other.blocks * TOLERATED_PERCENT / 100);
            return Math.abs(blocks - other.blocks) <= tolerated;
        }
    }

    private FoundTree() {}

    /**
     * Reads everything but Caravan's own folder.
     *
     * @param leftOut names in the root
     */
    public static FoundTree of(Path root, Collection<String> leftOut) throws IOException, InterruptedException {
        String all = Tools.run(
                "find", root, "-path", root + "/.caravan", "-prune", "-o", "-printf", "%y %T@ %b %s %i %P\\0");
        FoundTree tree = new FoundTree();
        for (String line : all.split("\0", -1)) {
            String[] fields = line.split(" ", 6);
            // Nothing stands behind the last.
            if (!line.isEmpty() && !leftOut.contains(fields[5])) {
                tree.entries.put(fields[5], Found.of(fields));
            }
        }
        return tree;
    }

    /** Relative names, bytes one to a char; the root's is empty. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** One line for each difference of the other tree; what only one of them has is rsync's to say. */
    public List<String> differencesOf(FoundTree other) {
        List<String> differences = new ArrayList<>();
        entries.forEach((name, mine) -> {
            Found its = other.entries.get(name);
            if (its == null) {
                return;
            }
            if (!its.comparableTime().equals(mine.comparableTime())) {
                differences.add("mtime of " + shown(name) + ": " + its.modified() + ", expected " + mine.modified());
            }
            if (mine.isSparse() && !its.takesAboutAsMuchAs(mine)) {
                differences.add("blocks of " + shown(name) + ": " + its.blocks() + ", expected " + mine.blocks());
            }
        });
        Set<Set<String>> groups = linkGroups();
        Set<Set<String>> otherGroups = other.linkGroups();
        otherGroups.stream()
                .filter(group -> !groups.contains(group))
                .forEach(group -> differences.add("one file, expected to be several: " + shown(group)));
        groups.stream()
                .filter(group -> !otherGroups.contains(group))
                .forEach(group -> differences.add("several files, expected to be one: " + shown(group)));
        return differences;
    }

    private static String shown(String name) {
        return "'" + Escape.latin1(name) + "'";
    }

    private static List<String> shown(Set<String> names) {
        return names.stream().map(FoundTree::shown).toList();
    }

    private Set<Set<String>> linkGroups() {
        Map<String, Set<String>> byInode = entries.keySet().stream()
                .collect(Collectors.groupingBy(
                        name -> entries.get(name).inode(), TreeMap::new, Collectors.toCollection(TreeSet::new)));
        return byInode.values().stream().filter(names -> names.size() > 1).collect(Collectors.toSet());
    }
}
