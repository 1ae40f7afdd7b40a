package dev.caravan.cutover;

import java.util.Map;

/**
 * Facts about the migration as a whole that the evidence contains.
 *
 * @param versions the versions of Caravan, Java, the operating system and Camel, by these names
 * @param copiedEntries entries made equal since this process started
 * @param copiedBytes bytes of file data copied since this process started
 * @param removedEntries entries removed from the target since this process started
 * @param gapsEver gaps recorded since this process started; -1 where they are not counted
 * @param signatures checksums of the configuration; see {@link Signatures}
 */
public record Facts(
        Map<String, String> versions,
        Side source,
        Side target,
        long copiedEntries,
        long copiedBytes,
        long removedEntries,
        long gapsEver,
        Map<String, String> signatures) {
    /**
     * One of the two roots.
     *
     * @param path the escaped path
     * @param device the device number
     * @param fileSystem the type and what is mounted, such as {@code nfs4 (nas:/export)}
     */
    public record Side(String path, long device, String fileSystem) {}
}
