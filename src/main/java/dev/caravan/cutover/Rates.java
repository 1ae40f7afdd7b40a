package dev.caravan.cutover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Computes recent rates from samples of counters that only grow. Thread-safe; samples come every few seconds, from one
 * thread at a time.
 */
final class Rates {
    /** The longest window; older samples are dropped. */
    static final Duration MEMORY = Duration.ofMinutes(15);

    private static final List<Duration> WINDOWS = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), MEMORY);

    /** The time constant of the weighted mean: after this time, an interval's weight has fallen to about a third. */
    private static final double FADING_SECONDS = 120;

    /** The least number of intervals for a rate; with fewer, it is unknown. */
    private static final int ENOUGH = 6;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(Instant at, Activity activity) {}

    private record Interval(double seconds, double perSecond) {}

    /**
     * Adds a sample. One that is not later than the last, or whose counters are smaller (they were reset), discards all
     * before it.
     */
    synchronized void add(Instant at, Activity activity) {
        if (!samples.isEmpty()
                && (!at.isAfter(samples.peekLast().at())
                        || isBehind(activity, samples.peekLast().activity()))) {
            samples.clear();
        }
        samples.addLast(new Sample(at, activity));
        while (samples.peekFirst().at().plus(MEMORY).isBefore(at)) {
            samples.removeFirst();
        }
    }

    private static boolean isBehind(Activity now, Activity before) {
        return now.changes() < before.changes()
                || now.looks() < before.looks()
                || now.bytes() < before.bytes()
                || now.logBytes() < before.logBytes();
    }

    /**
     * The rate at which work arrives: the exponentially weighted mean, with the lowest and highest of it and the
     * averages over the last 1, 5 and 15 minutes as its bounds, as far as there is data.
     */
    synchronized Rate arrivals(ToLongFunction<Activity> counter) {
        List<Interval> intervals = intervals(counter);
        if (intervals.size() < ENOUGH) {
            return Rate.UNKNOWN;
        }
        double mean = intervals.get(0).perSecond();
        for (Interval interval : intervals) {
            double weight = 1 - Math.exp(-interval.seconds() / FADING_SECONDS);
            mean += weight * (interval.perSecond() - mean);
        }
        double low = mean;
        double high = mean;
        for (Duration window : WINDOWS) {
            double average = average(counter, window);
            low = Math.min(low, average);
            high = Math.max(high, average);
        }
        return Rate.of(low, mean, high);
    }

    private double average(ToLongFunction<Activity> counter, Duration window) {
        Sample last = samples.peekLast();
        Instant begin = last.at().minus(window);
        Sample first = samples.stream()
                .filter(sample -> !sample.at().isBefore(begin))
                .findFirst()
                .orElse(last);
        double seconds = seconds(first, last);
        return seconds == 0 ? 0 : (of(counter, last) - of(counter, first)) / seconds;
    }

    /**
     * The rate at which work can be done, from the intervals in which any was done: their median, their third quartile
     * and their maximum. The migration is limited by the work that arrives, so its real capacity may be higher and is
     * hardly lower.
     */
    synchronized Rate capacity(ToLongFunction<Activity> counter) {
        double[] busy = intervals(counter).stream()
                .mapToDouble(Interval::perSecond)
                .filter(rate -> rate > 0)
                .sorted()
                .toArray();
        if (busy.length < ENOUGH) {
            return Rate.UNKNOWN;
        }
        return Rate.of(busy[busy.length / 2], busy[busy.length * 3 / 4], busy[busy.length - 1]);
    }

    private List<Interval> intervals(ToLongFunction<Activity> counter) {
        List<Interval> intervals = new ArrayList<>();
        Sample before = null;
        for (Sample sample : samples) {
            if (before != null) {
                double seconds = seconds(before, sample);
                intervals.add(new Interval(seconds, (of(counter, sample) - of(counter, before)) / seconds));
            }
            before = sample;
        }
        return intervals;
    }

    private static double of(ToLongFunction<Activity> counter, Sample sample) {
        return counter.applyAsLong(sample.activity());
    }

    private static double seconds(Sample from, Sample to) {
        return Duration.between(from.at(), to.at()).toNanos() / 1e9;
    }
}
