package dev.caravan.settle;

import java.util.List;
import java.util.Optional;

/**
 * The other hosts that write to the source and whose clients' logs are followed: none of the lookups in them is ours.
 *
 * @param hosts each of them
 * @param reading the mount through which Caravan reads, to find out whether one of these logs is its own after all
 */
public record OtherHosts(List<Host> hosts, Optional<LoggedMount> reading) {
    /** There are none. */
    public static final OtherHosts NONE = new OtherHosts(List.of(), Optional.empty());

    /**
     * One of the hosts.
     *
     * @param feed the name of its log in gaps and messages
     * @param mount its mount, through which a name can be looked up; empty where there is no way to do that
     * @param tellsChanges see {@link LoggedMount#tellsChanges}
     */
    public record Host(String feed, Optional<LoggedMount> mount, boolean tellsChanges) {}
}
