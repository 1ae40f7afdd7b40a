package dev.caravan.parse;

import dev.caravan.change.Gap;
import dev.caravan.change.HintBatch;
import dev.caravan.change.LineBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The stage that turns lines of a feed into hints. Any thread; one batch at a time. */
public final class Parser {
    private final Dialect dialect;
    private final Clock clock;
    private final MalformedLines malformedLines;
    private final Counter hints;
    private final Counter own;
    private final Sightings sightings = new Sightings();

    /**
     * A parser of one feed.
     *
     * @param dialect {@code ccdbfs} or {@code moosefs}
     * @param zone of the local times in the feed
     * @param clock tells what is in the future, which no line is
     * @param feed the feed's name in gaps and messages, such as {@code client-log}
     * @param gaps told at most once a minute that lines could not be understood
     * @throws IllegalArgumentException if the dialect is not known
     */
    public Parser(String dialect, ZoneId zone, Clock clock, String feed, Gap.Recorder gaps, MeterRegistry meters) {
        this(Dialect.named(dialect, zone, clock), clock, feed, gaps, meters);
    }

    Parser(Dialect dialect, Clock clock, String feed, Gap.Recorder gaps, MeterRegistry meters) {
        this.dialect = dialect;
        this.clock = clock;
        this.hints = meters.counter("caravan.parse.hints");
        this.own = meters.counter("caravan.parse.own");
        this.malformedLines = new MalformedLines(feed, gaps, meters.counter("caravan.parse.malformed"));
    }

    /** True where the feed tells who read, and this process's own reads give no hints. */
    public boolean excludesOwnReads() {
        return dialect.excludesOwnReads();
    }

    /** True where the feed has a line for each change, and not only for the lookup before it. */
    public boolean tellsChanges() {
        return dialect.tellsChanges();
    }

    /** The hints of these lines, in their order, under their ticket; none where no line gives one. */
    public synchronized HintBatch parse(LineBatch batch) {
        Instant now = clock.instant();
        byte[] bytes = batch.bytes();
        sightings.begin(bytes);
        dialect.begin(now);
        int line = 0;
        while (line < batch.count()) {
            int start = batch.start(line);
            int end = batch.end(line++);
            while (line < batch.count() && isNextTo(batch, line) && dialect.continues(batch, line)) {
                end = batch.end(line++);
            }
            switch (dialect.read(bytes, start, end, sightings)) {
                case OWN -> own.increment();
                case MALFORMED -> malformedLines.malformed(bytes, start, end, sightings.lastSeen(now), now);
                case AFTER_LOSS -> malformedLines.lost(sightings.lastSeen(now), now);
                case HINT, NOTHING -> {}
            }
        }
        hints.increment(sightings.hints().size());
        return new HintBatch(sightings.hints(), batch.ticket());
    }

    /** True where nothing but a line end is between this line and the one before, and no line was filtered out there. */
    private static boolean isNextTo(LineBatch batch, int line) {
        int between = batch.start(line) - batch.end(line - 1);
        return between == 1 || (between == 2 && batch.bytes()[batch.end(line - 1)] == '\r');
    }
}
