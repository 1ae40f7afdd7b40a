package dev.caravan.resolve;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Map;

/**
 * The paths of the inodes that some hints name.
 *
 * @param directories for each hint its directory's path where that was known already; null where it was not, or where
 *     the hint has no directory
 * @param answers the tool's answer for each inode that it was asked about
 */
record InodePaths(List<RelativePath> directories, Map<Long, Answer> answers) {
    /** For hints that all name paths already. */
    static final InodePaths NONE = new InodePaths(List.of(), Map.of());
}
