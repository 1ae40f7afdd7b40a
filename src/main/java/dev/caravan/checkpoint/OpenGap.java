package dev.caravan.checkpoint;

import dev.caravan.change.Gap;
import dev.caravan.change.RelativePath;
import java.time.Instant;

/**
 * A gap that no walk has healed yet.
 *
 * @param id of its own, and higher than those of gaps recorded before
 * @param feed the feed's name
 * @param from when the missing stretch may have begun
 * @param to when it ended
 * @param reason one lower-case sentence for a person
 * @param directory below which changes may be missing
 * @param count how often it was recorded, 1 or more; after a crash at least that often
 */
public record OpenGap(
        long id, String feed, Instant from, Instant to, String reason, RelativePath directory, long count) {
    /** A gap that may be anywhere. */
    public OpenGap(long id, String feed, Instant from, Instant to, String reason, long count) {
        this(id, feed, from, to, reason, RelativePath.ROOT, count);
    }

    OpenGap widenedBy(Gap gap) {
        return new OpenGap(
                id,
                feed,
                from.isBefore(gap.from()) ? from : gap.from(),
                to.isAfter(gap.to()) ? to : gap.to(),
                reason,
                directory.equals(gap.directory()) ? directory : RelativePath.ROOT,
                count + 1);
    }
}
