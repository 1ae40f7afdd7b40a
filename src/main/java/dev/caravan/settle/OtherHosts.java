package dev.caravan.settle;

import java.util.List;
import java.util.Optional;

/**
 * The other hosts that write to the source and whose clients' logs are followed: none of the lookups in them is ours.
 *
 * @param hosts each of them that is known beforehand
 * @param relay what brings the hints of hosts that join and leave meanwhile, see {@link Settle#join}; no hint is then of our own
 *     log. Empty where there are no such hosts
 * @param reading the mount through which Caravan reads, to find out whether one of these logs is its own after all
 */
public record OtherHosts(List<Host> hosts, Optional<Relay> relay, Optional<LoggedMount> reading) {
    /** There are none. */
    public static final OtherHosts NONE = new OtherHosts(List.of(), Optional.empty());

    /** These hosts, and no others. */
    public OtherHosts(List<Host> hosts, Optional<LoggedMount> reading) {
        this(hosts, Optional.empty(), reading);
    }

    /** True where one of the logs names lookups and not the changes themselves. */
    boolean isAnyOfLookupsOnly() {
        return hosts.stream().anyMatch(host -> !host.tellsChanges())
                || relay.filter(hints -> !hints.tellsChanges()).isPresent();
    }

    /**
     * What brings the hints of hosts that join and leave.
     *
     * @param tellsChanges see {@link LoggedMount#tellsChanges}
     */
    public record Relay(boolean tellsChanges) {}

    /**
     * One of the hosts.
     *
     * @param feed the name of its log in gaps and messages
     * @param mount its mount, through which a name can be looked up; empty where there is no way to do that
     * @param tellsChanges see {@link LoggedMount#tellsChanges}
     */
    public record Host(String feed, Optional<LoggedMount> mount, boolean tellsChanges) {}
}
