package dev.caravan.resolve;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories in which a batch names some entry whose name is not known; records a gap for each. Single-threaded.
 */
final class UnnamedEntries {
    private static final Logger LOG = LoggerFactory.getLogger(UnnamedEntries.class);
    private static final String REASON = "a line of the log was torn or cut: an entry's name may be missing";

    /** Up to this many directories get a gap each; more get one gap of the whole tree. */
    private static final int MOST = 64;

    private final String feed;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final Map<RelativePath, Instant> directories = new HashMap<>();

    UnnamedEntries(String feed, Gap.Recorder gaps, Clock clock) {
        this.feed = feed;
        this.gaps = gaps;
        this.clock = clock;
    }

    void add(RelativePath directory, Instant seen) {
        directories.merge(directory, seen, (some, other) -> some.isBefore(other) ? some : other);
    }

    void report() {
        if (directories.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        LOG.warn(
                "{}: {}, in {} directories, the first is {}; a gap is recorded, and a walk heals it",
                feed,
                REASON,
                directories.size(),
                directories.keySet().iterator().next());
        if (directories.size() > MOST) {
            Instant first =
                    directories.values().stream().min(Instant::compareTo).orElse(now);
            record(RelativePath.ROOT, first, now);
        } else {
            directories.forEach((directory, seen) -> record(directory, seen, now));
        }
    }

    private void record(RelativePath directory, Instant seen, Instant now) {
        gaps.record(new Gap(feed, seen.isBefore(now) ? seen : now, now, REASON, directory));
    }
}
