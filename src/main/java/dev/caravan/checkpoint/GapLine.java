package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Objects;

/**
 * A gap in its journal.
 *
 * @param directory below which changes may be missing; null for the root
 * @param healed when the walk began that healed it; null while it is open
 * @param since the number of the last walk that had begun when it was recorded last; null where an older version wrote this
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

    /** What makes two gaps one. */
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
     * The gap.
     *
     * @param latest what counts as the last walk before it where the line does not say: no walk of before heals it then
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
