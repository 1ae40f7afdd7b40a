package dev.caravan.checkpoint;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * A gap that no walk has healed yet.
 *
 * @param id its id, higher than those of earlier gaps
 * @param feed the feed's name
 * @param from when the missing stretch may have begun
 * @param to when it ended
 * @param reason one lower-case sentence for a person
 * @param directory the directory below which changes may be missing
 * @param count how often it was recorded, 1 or more; after a crash at least that often
 * @param since the number of the last walk that had begun when it was last recorded: only a later walk heals it
 */
public record OpenGap(
        long id, String feed, Instant from, Instant to, String reason, RelativePath directory, long count, long since) {
    /** A gap that may concern any entry, from before any walk. */
    public OpenGap(long id, String feed, Instant from, Instant to, String reason, long count) {
        this(id, feed, from, to, reason, RelativePath.ROOT, count, 0);
    }

    OpenGap widenedBy(Gap gap, long walk) {
        return new OpenGap(
                id,
                feed,
                from.isBefore(gap.from()) ? from : gap.from(),
                to.isAfter(gap.to()) ? to : gap.to(),
                reason,
                directory.equals(gap.directory()) ? directory : RelativePath.ROOT,
                count + 1,
                walk);
    }
}
