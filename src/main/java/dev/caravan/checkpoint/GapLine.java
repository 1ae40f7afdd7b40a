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
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("ends " + to + " before it begins " + from);
        }
    }

    /** What identifies a gap: equal keys are one gap. */
    record Key(String feed, String reason) {
        static Key of(Gap gap) {
            return new Key(gap.feed(), gap.reason());
        }
    }

    static GapLine of(OpenGap open) {
        return endingAt(open.gap().to(), open);
    }

    static GapLine endingAt(Instant to, OpenGap open) {
        return line(open, to, null);
    }

    static GapLine healed(OpenGap open, Instant walkBegan) {
        return line(open, open.gap().to(), walkBegan);
    }

    private static GapLine line(OpenGap open, Instant to, Instant healed) {
        Gap gap = open.gap();
        RelativePath directory = gap.directory().isRoot() ? null : gap.directory();
        return new GapLine(
                open.id(), gap.feed(), gap.from(), to, gap.reason(), directory, open.count(), healed, open.since());
    }

    /**
     * Returns the gap.
     *
     * @param latest the walk number to use where the line has none, so that no earlier walk heals the gap
     */
    OpenGap open(long latest) {
        return new OpenGap(id, gap(), count, since == null ? latest : since);
    }

    private Gap gap() {
        return new Gap(feed, from, to, reason, directory == null ? RelativePath.ROOT : directory);
    }

    boolean covers(OpenGap open) {
        Gap gap = open.gap();
        return !from.isAfter(gap.from())
                && !to.isBefore(gap.to())
                && gap().directory().equals(gap.directory())
                && since != null
                && since == open.since();
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
