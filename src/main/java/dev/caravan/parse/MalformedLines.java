package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.change.Gap;
import dev.caravan.entry.Escape;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts lines that could not be parsed or were lost; at most once a minute it logs one and
 * records a gap. Single-threaded.
 */
final class MalformedLines {
    private static final Logger LOG = LoggerFactory.getLogger(MalformedLines.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_SAMPLE_BYTES = 300;

    private final String feed;
    private final Gap.Recorder gaps;
    private final Counter malformed;
    private Instant quietUntil = Instant.MIN;
    private long unreported;

    MalformedLines(String feed, Gap.Recorder gaps, Counter malformed) {
        this.feed = feed;
        this.gaps = gaps;
        this.malformed = malformed;
    }

    /** Takes a line that should have given a hint. {@code since}: when the last line that gave one was written. */
    void malformed(byte[] bytes, int start, int end, Instant since, Instant now) {
        malformed.increment();
        unreported++;
        if (isDue(now)) {
            String sample = new String(bytes, start, Math.min(end - start, MAX_SAMPLE_BYTES), ISO_8859_1);
            LOG.warn(
                    "{}: lines could not be parsed ({} since the last report); a gap is recorded and a walk heals it; one was: {}",
                    feed,
                    unreported,
                    Escape.latin1(sample));
            unreported = 0;
            record(since, now, "lines could not be parsed");
        }
    }

    /** Takes the news that lines are missing. {@code since}: when the last line before them was written. */
    void lost(Instant since, Instant now) {
        if (isDue(now)) {
            LOG.warn("{}: time went back: lines were overwritten before they were read; a gap is recorded", feed);
            record(since, now, "the feed went back in time: lines were overwritten before they were read");
        }
    }

    private boolean isDue(Instant now) {
        return !now.isBefore(quietUntil);
    }

    /** The gap reaches to the end of the minute, and so covers all that is not reported until then. */
    private void record(Instant since, Instant now, String reason) {
        quietUntil = now.plus(INTERVAL);
        gaps.record(new Gap(feed, since.isBefore(now) ? since : now, quietUntil, reason));
    }
}
