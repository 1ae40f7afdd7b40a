package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.control.LastingFault;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists directories, retries, and records a gap for a directory that cannot be listed. A directory that is gone or
 * empty is believed to be so only while both roots are what they were at the start: an unmounted source looks empty,
 * and the walk waits until it is back. Thread-safe.
 */
final class PatientListing implements TreeWalk.Lister {
    private static final Logger LOG = LoggerFactory.getLogger(PatientListing.class);
    private static final int TRIES = 3;
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private final WalkComponent component;
    private final Listing listing;
    private final Counter directories;
    private final LastingFault lostRoots = new LastingFault();

    PatientListing(WalkComponent component) {
        this.component = component;
        listing = new Listing(component.getTrees().roots(), component.getTrees().posix(), component.getExclusions());
        directories = component.getMeters().counter("caravan.walk.directories");
    }

    @Override
    public SortedNames list(RelativePath directory, boolean onTarget) throws InterruptedException {
        int failures = 0;
        while (component.getGate().pass()) {
            try {
                Optional<SortedNames> found = listing.of(directory, onTarget);
                if (found.map(SortedNames::hasMore).orElse(false) || areRootsSound()) {
                    directories.increment();
                    return found.orElseGet(() -> SortedNames.none(directory));
                }
                found.ifPresent(SortedNames::close);
            } catch (IOException e) {
                // While a root is away, failures do not count.
                if (areRootsSound()) {
                    failures++;
                }
                if (failures == TRIES) {
                    skipped(directory, e);
                    return SortedNames.unknown(directory);
                }
            }
            Thread.sleep(BACK_OFF.multipliedBy(1 + failures).toMillis());
        }
        throw new InterruptedException("stopped");
    }

    private boolean areRootsSound() {
        try {
            component.getTrees().roots().check();
            if (lostRoots.ends()) {
                LOG.info("walk: both roots are back; it goes on");
            }
            return true;
        } catch (IOException e) {
            if (lostRoots.begins()) {
                LOG.error("the walk waits until this is mended: {}", e.getMessage());
            }
            return false;
        }
    }

    private void skipped(RelativePath directory, IOException cause) {
        String reason = "directory " + directory + " cannot be listed: " + cause;
        LOG.warn("walk: {}; what is below it is left as it is", reason);
        component
                .getGaps()
                .record(Gap.below(directory, "walk", component.getClock().instant(), reason));
    }
}
