package dev.caravan.cutover;

import java.util.Map;

/**
 * What the evidence says of this Caravan beside the cut-over itself.
 *
 * @param versions of Caravan, Java, the operating system and Camel, by these names
 * @param copiedEntries made equal since this process started
 * @param copiedBytes of data, since this process started
 * @param removedEntries taken from the target since this process started
 * @param gapsEver stretches of feeds that were missing since this process started; -1 where nobody counts them
 * @param signatures of the configurations; see {@link Signatures}
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
     * @param path printable
     * @param device its number
     * @param fileSystem its type and what is mounted, such as {@code nfs4 (nas:/export)}
     */
    public record Side(String path, long device, String fileSystem) {}
}
