package dev.caravan.tail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The meters of one followed log, all registered at zero. Written by the consumer's thread, read by any. */
final class TailMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final Clock clock;
    private final String feed;
    private final Counter lines;
    private final Counter bytes;
    private final Counter included;
    private final Counter discarded;
    private final Counter rotations;
    private final List<Gauge> gauges;

    private volatile long lagBytes;
    private volatile boolean isUnreadable;
    /** When the log was last read to its end; null while it is. */
    private volatile Instant behindSince;

    TailMetrics(MeterRegistry registry, Clock clock, String feed) {
        this.registry = registry;
        this.clock = clock;
        this.feed = feed;
        this.lines = counter("caravan.tail.lines", "lines seen", feed);
        this.bytes = counter("caravan.tail.bytes", "bytes of whole lines read", feed);
        this.included = counter("caravan.tail.included", "lines that hold the include text", feed);
        this.discarded = counter("caravan.tail.discarded", "lines that were too long", feed);
        this.rotations = counter("caravan.tail.rotations", "changes to a newer file, and truncations", feed);
        this.gauges = List.of(
                Gauge.builder("caravan.tail.lag.bytes", this, metrics -> metrics.lagBytes)
                        .description("bytes not read yet in all files of the log")
                        .tag("feed", feed)
                        .register(registry),
                Gauge.builder("caravan.tail.lag.seconds", this, TailMetrics::lagSeconds)
                        .description("seconds since all of the log was read; 0 while it is")
                        .tag("feed", feed)
                        .register(registry),
                Gauge.builder("caravan.tail.unreadable", this, metrics -> metrics.isUnreadable ? 1 : 0)
                        .description("1 while the log is missing or cannot be read")
                        .tag("feed", feed)
                        .register(registry));
    }

    /** The name of the log. */
    String feed() {
        return feed;
    }

    void unreadable(boolean now) {
        isUnreadable = now;
    }

    void read(LineSplitter splitter, long readBytes) {
        bytes.increment((double) readBytes);
        lines.increment(splitter.lines());
        included.increment(splitter.count());
        discarded.increment(splitter.discarded());
    }

    void rotated() {
        rotations.increment();
    }

    void atEnd() {
        lagBytes = 0;
        behindSince = null;
    }

    void behind(long bytes) {
        lagBytes = bytes;
        if (behindSince == null) {
            behindSince = clock.instant();
        }
    }

    LogLag lag() {
        return new LogLag(lagBytes, (long) lagSeconds(), isUnreadable);
    }

    private double lagSeconds() {
        Instant since = behindSince;
        return since == null ? 0 : Duration.between(since, clock.instant()).toMillis() / 1000.0;
    }

    private Counter counter(String name, String description, String feed) {
        return Counter.builder(name).description(description).tag("feed", feed).register(registry);
    }

    /** Removes the gauges: each would go on reading this object, and the next consumer's could not be registered. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
