package dev.caravan.checkpoint;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;

/**
 * A gap that no walk has healed yet.
 *
 * @param id its id, higher than those of earlier gaps
 * @param gap spans all gaps that were recorded for its feed and reason
 * @param count how often it was recorded, 1 or more; after a crash at least that often
 * @param since the number of the last walk that had begun when it was last recorded: only a later walk heals it
 */
public record OpenGap(long id, Gap gap, long count, long since) {
    /** The directory below which changes may be missing. */
    public RelativePath directory() {
        return gap.directory();
    }

    OpenGap widenedBy(Gap more, long walk) {
        return new OpenGap(id, gap.widenedBy(more), count + 1, walk);
    }
}
