package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Objects;

/**
 * A line of the gap journal.
 *
 * @param directory below which changes may be missing; null for the root
 * @param healed when the walk that healed the gap began; null while it is open
 * @param since the number of the last walk that had begun when the gap was last recorded; null where an older version
 *     wrote the line
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GapLine(
        long id,
        String feed,
        Instant from,
        Instant to,
        String reason,
        RelativePath directory,
        long count,
        Instant healed,
        Long since)
        implements Journal.Line<GapLine.Key> {
    GapLine {
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(reason, "reason");
    }

    /** What identifies a gap: equal keys are one gap. */
    record Key(String feed, String reason) {
        static Key of(Gap gap) {
            return new Key(gap.feed(), gap.reason());
        }
    }

    static GapLine of(OpenGap gap) {
        return endingAt(gap.to(), gap);
    }

    static GapLine endingAt(Instant to, OpenGap gap) {
        return line(gap, to, null);
    }

    static GapLine healed(OpenGap gap, Instant walkBegan) {
        return line(gap, gap.to(), walkBegan);
    }

    private static GapLine line(OpenGap gap, Instant to, Instant healed) {
        RelativePath directory = gap.directory().isRoot() ? null : gap.directory();
        return new GapLine(
                gap.id(), gap.feed(), gap.from(), to, gap.reason(), directory, gap.count(), healed, gap.since());
    }

    /**
     * Returns the gap.
     *
     * @param latest the walk number to use where the line has none, so that no earlier walk heals the gap
     */
    OpenGap open(long latest) {
        return new OpenGap(
                id,
                feed,
                from,
                to,
                reason,
                directory == null ? RelativePath.ROOT : directory,
                count,
                since == null ? latest : since);
    }

    boolean covers(OpenGap gap) {
        return !from.isAfter(gap.from())
                && !to.isBefore(gap.to())
                && open(0).directory().equals(gap.directory())
                && since != null
                && since == gap.since();
    }

    @Override
    public Key key() {
        return new Key(feed, reason);
    }

    @Override
    public boolean over() {
        return healed != null;
    }
}
