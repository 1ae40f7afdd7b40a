package dev.caravan.resolve;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Map;

/**
 * Where the inodes are that some hints name.
 *
 * @param directories for each hint the directory that it names, where that was known; null where it was not, or the hint names none
 * @param answers what the tool says of each inode that it was asked for
 */
record InodePaths(List<RelativePath> directories, Map<Long, Answer> answers) {
    /** Of hints that name paths. */
    static final InodePaths NONE = new InodePaths(List.of(), Map.of());
}
