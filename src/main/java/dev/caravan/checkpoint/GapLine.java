package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.change.Gap;
import java.time.Instant;
import java.util.Objects;

/**
 * A gap in its journal.
 *
 * @param healed when the walk began that healed it; null while it is open
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GapLine(long id, String feed, Instant from, Instant to, String reason, long count, Instant healed)
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
        return new GapLine(gap.id(), gap.feed(), gap.from(), to, gap.reason(), gap.count(), null);
    }

    static GapLine healed(OpenGap gap, Instant walkBegan) {
        return new GapLine(gap.id(), gap.feed(), gap.from(), gap.to(), gap.reason(), gap.count(), walkBegan);
    }

    OpenGap open() {
        return new OpenGap(id, feed, from, to, reason, count);
    }

    boolean covers(OpenGap gap) {
        return !from.isAfter(gap.from()) && !to.isBefore(gap.to());
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
