package dev.caravan.app;

import dev.caravan.change.OffsetStore;
import dev.caravan.change.Ticket;
import dev.caravan.walk.WalkPosition;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored position of a walk, which is returned only where the same feed has reported all changes since
 * the walk began. Thread-safe.
 */
final class ContinuousWalk implements OffsetStore<WalkPosition> {
    private static final Logger LOG = LoggerFactory.getLogger(ContinuousWalk.class);

    private final OffsetStore<WalkPosition> offsets;
    private final String continuity;

    /**
     * Wraps the store of the walk's position.
     *
     * @param continuity the id of the feed that has reported all changes without a break
     */
    ContinuousWalk(OffsetStore<WalkPosition> offsets, String continuity) {
        this.offsets = offsets;
        this.continuity = continuity;
    }

    @Override
    public Optional<WalkPosition> read() throws IOException {
        Optional<WalkPosition> place = offsets.read();
        if (place.isPresent() && !continuity.equals(place.get().under())) {
            if (place.get().next() != null) {
                LOG.info(
                        "the walk that began at {} does not go on: what changed behind its place since is not known; it"
                                + " begins anew",
                        place.get().began());
            }
            return Optional.empty();
        }
        return place;
    }

    @Override
    public Ticket issue(WalkPosition end) {
        return offsets.issue(end.under(continuity));
    }

    @Override
    public void begin(WalkPosition start) {
        offsets.begin(start.under(continuity));
    }
}
