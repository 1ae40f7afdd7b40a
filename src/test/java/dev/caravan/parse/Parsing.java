package dev.caravan.parse;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.LineBatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A parser with a clock that is set by hand, and what it told. */
final class Parsing {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Gap> gaps = new ArrayList<>();
    final Parser parser;
    private Instant now;

    private Parsing(Function<LogTime, Dialect> dialect, String now) {
        this.now = Instant.parse(now);
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return Parsing.this.now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
        parser = new Parser(dialect.apply(new LogTime(ZoneOffset.UTC)), clock, "client-log", gaps::add, meters);
    }

    static Parsing ccdbfs() {
        return new Parsing(CcdbfsDialect::new, "2026-03-26T12:00:00Z");
    }

    static Parsing moosefs() {
        return moosefs(new OwnThreads(Path.of("/nonexistent"), Clock.systemUTC()));
    }

    static Parsing moosefs(OwnThreads own) {
        return new Parsing(time -> new MoosefsDialect(time, own), "2026-11-22T18:00:00Z");
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    List<Hint> hints(String... lines) {
        return parser.parse(LineBatch.of(List.of(lines))).hints();
    }

    double count(String noun) {
        return meters.get("caravan.parse." + noun).counter().count();
    }
}
