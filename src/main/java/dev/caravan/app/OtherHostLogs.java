package dev.caravan.app;

import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.checkpoint.FileOffsetStore;
import dev.caravan.parse.HintFormat;
import dev.caravan.parse.Parser;
import dev.caravan.settings.Feed;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.settle.LoggedMount;
import dev.caravan.settle.OtherHosts;
import dev.caravan.tail.LogPosition;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.camel.main.Main;

/**
 * The followed logs of other hosts, each with its offset store and its parser, made from the settings. Single-threaded.
 */
final class OtherHostLogs {
    private final List<Log> logs = new ArrayList<>();

    /** The log of one host: its place, and what its lines mean. */
    private record Log(Feed feed, FileOffsetStore<LogPosition> offsets, Parser parser) {
        boolean hasMark() {
            return offsets.mark().isPresent();
        }

        OtherHosts.Host host(Parts.Reading reading) {
            Optional<LoggedMount> mount = feed.beat().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new RemoteMount(feed, parser.tellsChanges(), () -> reading.isToTheEnd(feed.id())));
            return new OtherHosts.Host(feed.id(), mount, parser.tellsChanges());
        }
    }

    /**
     * Opens the offset store of each log.
     *
     * @param resources takes each store as soon as it is open
     * @param scheduler writes the stores' files
     * @throws IOException if an offset cannot be read
     */
    OtherHostLogs(
            Settings settings,
            Gap.Recorder gaps,
            Durability durability,
            ScheduledExecutorService scheduler,
            Resources resources,
            Clock clock,
            MeterRegistry meters)
            throws IOException {
        for (Feed feed : settings.feeds()) {
            logs.add(new Log(
                    feed,
                    resources.add(new FileOffsetStore<>(
                            settings.state(), feed.id(), LogPosition.class, clock, meters, durability, scheduler)),
                    new Parser(settings.text(Key.PARSE_DIALECT), feed.zone(), clock, feed.id(), gaps, meters)));
        }
    }

    boolean areNone() {
        return logs.isEmpty();
    }

    /** True where every log has been read before, up to an offset; also where there are none. */
    boolean haveAllMarks() {
        return logs.stream().allMatch(Log::hasMark);
    }

    /** True where no log has been read before. */
    boolean haveNoMark() {
        return logs.stream().noneMatch(Log::hasMark);
    }

    /** The offset in the feed's log before which everything is done; empty where there is none yet. */
    Optional<LogPosition> mark(Feed feed) {
        return logs.stream()
                .filter(log -> log.feed().equals(feed))
                .findFirst()
                .flatMap(log -> log.offsets().mark());
    }

    /**
     * The hosts.
     *
     * @param reading tells which logs have been read to their ends
     * @param source makes the mount through which Caravan reads
     */
    OtherHosts hosts(Parts.Reading reading, Supplier<? extends LoggedMount> source) {
        return areNone()
                ? OtherHosts.NONE
                : new OtherHosts(logs.stream().map(log -> log.host(reading)).toList(), Optional.of(source.get()));
    }

    /** Binds each log's format and offsets in Camel's registry, under the names that the routes use. */
    void bind(Main main) {
        for (Log log : logs) {
            main.bind(log.feed().id(), new HintFormat(log.parser()));
            main.bind(log.feed().id() + "-offsets", log.offsets());
        }
    }
}
