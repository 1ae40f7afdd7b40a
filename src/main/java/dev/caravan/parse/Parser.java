package dev.caravan.parse;

import dev.caravan.change.Gap;
import dev.caravan.change.HintBatch;
import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import dev.caravan.parse.Dialect.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The stage that turns lines of a feed into hints. Thread-safe; one batch at a time. */
public final class Parser {
    /** A name that newlines cut into more pieces is not believed to be one. */
    private static final int MOST_PIECES = 16;

    private final Dialect dialect;
    private final String feed;
    private final Clock clock;
    private final MalformedLines malformedLines;
    private final Counter hints;
    private final Counter own;
    private final Sightings sightings = new Sightings();
    /** True where the previous line gave a hint, or is not known. */
    private boolean isAfterHint = true;

    /**
     * A parser of one feed.
     *
     * @param dialect {@code ccdbfs} or {@code moosefs}
     * @param zone time zone of the local times in the feed
     * @param clock the present time, after which no line was written
     * @param feed the feed's name in gaps and messages, such as {@code client-log}
     * @param gaps told at most once a minute about lines that could not be parsed
     * @throws IllegalArgumentException if the dialect is not known
     */
    public Parser(String dialect, ZoneId zone, Clock clock, String feed, Gap.Recorder gaps, MeterRegistry meters) {
        this(Dialect.named(dialect, zone, clock), clock, feed, gaps, meters);
    }

    Parser(Dialect dialect, Clock clock, String feed, Gap.Recorder gaps, MeterRegistry meters) {
        this.dialect = dialect;
        this.feed = feed;
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

    /** How a line of the feed begins, for the component that cuts the feed into lines. */
    public LineStart lineStart() {
        return dialect.lineStart();
    }

    /** Returns the hints of these lines, in their order, under their ticket; no hints where no line gives one. */
    public synchronized HintBatch parse(LineBatch batch) {
        Instant now = clock.instant();
        byte[] bytes = batch.bytes();
        sightings.begin(bytes);
        dialect.begin(now);
        int line = 0;
        while (line < batch.count()) {
            int first = line++;
            while (line < batch.count() && isNextTo(batch, line) && dialect.continues(batch, line)) {
                line++;
            }
            switch (read(batch, first, line - 1)) {
                case OWN -> own.increment();
                case MALFORMED ->
                    malformedLines.malformed(
                            bytes, batch.start(first), batch.end(line - 1), sightings.lastSeen(now), now);
                case AFTER_LOSS -> malformedLines.lost(sightings.lastSeen(now), now);
                case HINT, NOTHING -> {}
            }
        }
        hints.increment(sightings.hints().size());
        return new HintBatch(sightings.hints(), batch.ticket(), feed);
    }

    /**
     * Reads one line, which newlines in a name may have cut into pieces, and each shorter joining of
     * its pieces as well.
     */
    private Outcome read(LineBatch batch, int first, int last) {
        if (first == 0 && dialect.continues(batch, first)) {
            return readRest(batch, first, last);
        }
        int start = batch.start(first);
        Outcome outcome = dialect.read(batch.bytes(), start, batch.end(last), sightings);
        for (int i = first; i < Math.min(last, first + MOST_PIECES); i++) {
            // The following piece may be no part of this line, but text that somebody else wrote into the log.
            Outcome part = dialect.read(batch.bytes(), start, batch.end(i), sightings);
            outcome = part == Outcome.HINT ? part : outcome;
        }
        isAfterHint = outcome == Outcome.HINT;
        if (dialect.endsWithName()) {
            return readEnd(batch, last, start, last - first > MOST_PIECES, outcome);
        }
        return outcome;
    }

    /** Handles the name at a line's end: it may have been cut, and a carriage return may be its last byte. */
    private Outcome readEnd(LineBatch batch, int last, int start, boolean isUnclear, Outcome outcome) {
        if (outcome == Outcome.HINT && batch.isBeforeCarriageReturn(last)) {
            dialect.read(batch.bytes(), start, batch.end(last) + 1, sightings);
        }
        if (!isUnclear && !batch.isCut(last)) {
            return outcome;
        }
        return outcome == Outcome.HINT && sightings.unnamedBesideLatest() ? outcome : Outcome.MALFORMED;
    }

    /**
     * Reads a batch's first line where it does not begin as a line does: it continues the last line
     * of the batch before.
     */
    private Outcome readRest(LineBatch batch, int first, int last) {
        Outcome outcome = dialect.read(batch.bytes(), batch.start(first), batch.end(last), sightings);
        if (outcome == Outcome.NOTHING && isAfterHint) {
            return sightings.unnamedBesideLatest() ? Outcome.HINT : Outcome.MALFORMED;
        }
        return outcome;
    }

    /** True where only a line end is between this line and the one before it: no line between them was filtered out. */
    private static boolean isNextTo(LineBatch batch, int line) {
        int between = batch.start(line) - batch.end(line - 1);
        return between == 1 || (between == 2 && batch.bytes()[batch.end(line - 1)] == '\r');
    }
}
