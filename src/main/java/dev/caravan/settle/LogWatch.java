package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the followed log still tells what happens: once a period it looks up a name that does not exist, through
 * the mount whose client writes the log. That lookup (a beat) has to come out of the log.
 *
 * <p>A client that was mounted again without its debug log leaves a log that looks like that of a quiet night. So a
 * beat that does not come in time, while the log is read to its end, begins a gap at the last beat that came; the gap
 * lasts until the log tells again. A beat that a later one overtook shows that a line was lost. Where a client logs no
 * lookups of missing names, only a log without any line counts as silent. Thread-safe.
 */
final class LogWatch implements Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

    /** A beat that has not been heard after this many periods is late. */
    private static final int PATIENCE_BEATS = 3;

    /** A smaller difference may be the rounding of a log's whole seconds. */
    private static final Duration LEAST_SKEW = Duration.ofSeconds(2);

    private final String feed;
    private final Canaries canaries;
    private final LoggedMount mount;
    private final Duration period;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final Optional<NameCacheProbe> probe;
    private final Deque<Out> out = new ArrayDeque<>();
    private long lines;
    private Instant aliveAt;
    private Shown shown = Shown.UNKNOWN;
    private boolean isSilent;
    private volatile Duration skew = Duration.ZERO;

    /** A beat that was sent. */
    private static final class Out implements Beat {
        final RelativePath name;
        final Instant asked;
        final long linesBefore;
        volatile boolean isHeard;

        Out(RelativePath name, Instant asked, long linesBefore) {
            this.name = name;
            this.asked = asked;
            this.linesBefore = linesBefore;
        }

        @Override
        public boolean isHeard() {
            return isHeard;
        }
    }

    /**
     * Begins with no beats.
     *
     * @param feed the feed's name in gaps and messages
     * @param mount the mount through which names are looked up; while its log has unread bytes, no beat is late
     * @param period the time between two beats
     * @param probe called once a period, to find out whether the client caches names; empty where it does not matter
     */
    LogWatch(
            String feed,
            Canaries canaries,
            LoggedMount mount,
            Duration period,
            Gap.Recorder gaps,
            Optional<NameCacheProbe> probe,
            Clock clock) {
        this.feed = feed;
        this.canaries = canaries;
        this.mount = mount;
        this.period = period;
        this.gaps = gaps;
        this.probe = probe;
        this.clock = clock;
        aliveAt = clock.instant();
    }

    @Override
    public synchronized Shown shown() {
        return shown;
    }

    /** The feed's name in gaps and messages. */
    String feed() {
        return feed;
    }

    /** True while the log does not tell lookups. */
    synchronized boolean isSilent() {
        return isSilent;
    }

    /**
     * By how much the log's clock is ahead of this host's, as shown by the last beat; zero where unknown or under 2 s.
     */
    Duration skew() {
        return skew;
    }

    @Override
    public Beat beat() throws IOException {
        Out beat;
        synchronized (this) {
            beat = new Out(canaries.beat(), clock.instant(), lines);
            out.add(beat);
        }
        mount.lookUp(beat.name);
        return beat;
    }

    /** Called once a period. A beat that cannot be sent now is late at a later call. */
    void tick() {
        // The journal's write to disk is outside the lock.
        late().ifPresent(gaps::record);
        try {
            beat();
            if (probe.isPresent()) {
                probe.get().tick(shown());
            }
        } catch (IOException e) {
            LOG.debug("{}: its sign of life was not asked for: {}", feed, e.toString());
        }
    }

    private synchronized Optional<Gap> late() {
        Instant now = clock.instant();
        if (out.isEmpty() || !mount.isReadToTheEnd()) {
            return Optional.empty();
        }
        Out oldest = out.peek();
        if (Duration.between(oldest.asked, now).compareTo(period.multipliedBy(PATIENCE_BEATS)) < 0) {
            return Optional.empty();
        }
        boolean hasLines = lines > oldest.linesBefore;
        if (shown != Shown.YES && hasLines) {
            notShown();
            out.poll();
            alive(now);
            return Optional.empty();
        }
        if (!isSilent) {
            isSilent = true;
            LOG.error(
                    "{}: is silent: {} was looked up at {} and has not come out of the log; changes are missed until it does:"
                            + " is the client mounted with its debug log, and is this its log?",
                    feed,
                    oldest.name,
                    oldest.asked);
        }
        while (out.size() > PATIENCE_BEATS) {
            out.poll();
        }
        return Optional.of(new Gap(feed, earlier(aliveAt, now), now, "the log did not tell what was looked up"));
    }

    private void notShown() {
        if (shown == Shown.UNKNOWN) {
            shown = Shown.NO;
            LOG.warn(
                    "{}: this client logs no lookups of names that do not exist: what Caravan's own looks leave cannot be told"
                            + " from what others do, so paths are looked at again more often, and a log that falls silent is"
                            + " noticed only when it has no line at all",
                    feed);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void alive(Instant at) {
        aliveAt = at;
        if (isSilent) {
            isSilent = false;
            LOG.info("{}: tells again what is looked up", feed);
        }
    }

    /** Counts hints that came out of the log. */
    synchronized void told(int hints) {
        lines += hints;
    }

    /**
     * Takes a canary that came out of the log, in the log's order.
     *
     * @param seen its time, by the log's clock
     */
    void heard(RelativePath canary, Instant seen) {
        Optional<Gap> lost = note(canary, seen);
        lost.ifPresent(gaps::record);
    }

    private synchronized Optional<Gap> note(RelativePath canary, Instant seen) {
        if (out.stream().noneMatch(beat -> beat.name.equals(canary))) {
            return Optional.empty();
        }
        Instant before = aliveAt;
        boolean arePassedOver = false;
        Out beat = out.poll();
        while (!beat.name.equals(canary)) {
            arePassedOver = true;
            beat = out.poll();
        }
        Duration ahead = Duration.between(beat.asked, seen);
        skew = ahead.abs().compareTo(LEAST_SKEW) < 0 ? Duration.ZERO : ahead;
        boolean wasShown = shown == Shown.YES;
        if (!wasShown) {
            shown = Shown.YES;
            LOG.info("{}: tells what is looked up, and so how far it is", feed);
        }
        beat.isHeard = true;
        alive(beat.asked);
        Instant now = clock.instant();
        return arePassedOver && wasShown
                ? Optional.of(new Gap(feed, earlier(before, now), now, "the log lacks a line that it should have"))
                : Optional.empty();
    }
}
