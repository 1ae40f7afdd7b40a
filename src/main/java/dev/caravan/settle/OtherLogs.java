package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signs of life of all logs but the one of our own mount. Thread-safe. */
final class OtherLogs {
    private static final Logger LOG = LoggerFactory.getLogger(OtherLogs.class);

    /** By the logs' names; empty where a log's host cannot be asked for a sign of life. */
    private final Map<String, Optional<LogWatch>> watches = new ConcurrentSkipListMap<>();

    private final OtherHosts others;
    private final Canaries canaries;
    private final Duration period;
    private final Gap.Recorder gaps;
    private final Clock clock;

    /** Looked up through our own mount once; null before that. */
    private volatile RelativePath ours;

    OtherLogs(OtherHosts others, Canaries canaries, Duration period, Gap.Recorder gaps, Clock clock) {
        this.others = others;
        this.canaries = canaries;
        this.period = period;
        this.gaps = gaps;
        this.clock = clock;
        others.hosts().forEach(this::join);
    }

    /** A further host, whose log is missed from now on; none where it is there already. */
    void join(OtherHosts.Host host) {
        watches.computeIfAbsent(
                host.feed(),
                feed -> host.mount()
                        .map(mount -> new LogWatch(feed, canaries, mount, period, gaps, Optional.empty(), clock)));
    }

    /** Nobody misses this log any more. */
    void leave(String feed) {
        watches.remove(feed);
    }

    private Optional<LogWatch> watch(String feed) {
        return watches.getOrDefault(feed, Optional.empty());
    }

    /** True where this is one of these logs, or comes from hosts that join and leave. */
    boolean hold(String feed) {
        return others.relay().isPresent() || watches.containsKey(feed);
    }

    boolean areAny() {
        return others.relay().isPresent() || !watches.isEmpty();
    }

    /** Counts hints that came out of this log. */
    void told(String feed, int hints) {
        watch(feed).ifPresent(watch -> watch.told(hints));
    }

    /** Takes a canary that came out of this log, in its order. */
    void heard(String feed, RelativePath canary, Instant seen) {
        watch(feed).ifPresent(watch -> watch.heard(canary, seen));
        if (canary.equals(ours)) {
            LOG.error(
                    "{}: is the log of the mount through which the source is read, so that each look is taken for a change and"
                            + " followed by another: give it as caravan.tail.path, and not in caravan.feeds",
                    feed);
        }
    }

    /** Called once a period. */
    void tick() {
        watches.values().forEach(watch -> watch.ifPresent(LogWatch::tick));
        if (ours == null && !watches.isEmpty() && others.reading().isPresent()) {
            ours = canaries.beat();
            try {
                others.reading().get().lookUp(ours);
            } catch (IOException e) {
                LOG.debug("whether a log of another host is our own mount's was not found out: {}", e.toString());
            }
        }
    }

    /** Why one of these logs does not tell everything, as far as is known; empty where all do. */
    Optional<String> distrust() {
        for (Map.Entry<String, Optional<LogWatch>> each : watches.entrySet()) {
            if (each.getValue().isEmpty()) {
                return Optional.of(each.getKey()
                        + ": nothing shows that its log is whole, since no command looks up a name on that host");
            }
            if (each.getValue().get().isSilent()) {
                return Optional.of(each.getKey() + ": the log is silent");
            }
        }
        return Optional.empty();
    }

    /** Whether this log tells what happens, for a person. */
    String life(String feed) {
        Optional<LogWatch> watch = watch(feed);
        if (watch.isEmpty()) {
            return "nothing shows whether it is whole";
        }
        if (watch.get().isSilent()) {
            return "is silent: changes on that host are missed";
        }
        return switch (watch.get().shown()) {
            case YES -> "tells what is looked up";
            case NO -> "does not show names that do not exist";
            case UNKNOWN -> "has not shown yet what is looked up";
        };
    }

    /** The heartbeats of this log and of all of these that can be asked, as one that is heard when all are. */
    Heartbeat and(Optional<LogWatch> own) {
        if (others.relay().isPresent()) {
            return new Together(this::asked);
        }
        List<LogWatch> all = asked();
        own.ifPresent(log -> all.add(0, log));
        return all.isEmpty() ? Heartbeat.NONE : all.size() == 1 ? all.get(0) : new Together(() -> all);
    }

    private List<LogWatch> asked() {
        List<LogWatch> all = new ArrayList<>();
        watches.values().forEach(watch -> watch.ifPresent(all::add));
        return all;
    }

    /** The logs that there are at each call. */
    private record Together(Supplier<List<LogWatch>> all) implements Heartbeat {
        @Override
        public Shown shown() {
            List<LogWatch> logs = all.get();
            if (logs.isEmpty()) {
                return Shown.NO;
            }
            if (logs.stream().allMatch(log -> log.shown() == Shown.YES)) {
                return Shown.YES;
            }
            return logs.stream().anyMatch(log -> log.shown() == Shown.NO) ? Shown.NO : Shown.UNKNOWN;
        }

        @Override
        public Beat beat() throws IOException {
            Map<String, Beat> beats = new TreeMap<>();
            for (LogWatch log : all.get()) {
                beats.put(log.feed(), log.beat());
            }
            return new Beat() {
                @Override
                public boolean isHeard() {
                    return unheard().isEmpty();
                }

                @Override
                public List<String> unheard() {
                    return beats.entrySet().stream()
                            .filter(each -> !each.getValue().isHeard())
                            .map(Map.Entry::getKey)
                            .toList();
                }
            };
        }
    }
}
