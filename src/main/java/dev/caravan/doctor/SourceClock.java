package dev.caravan.doctor;

import dev.caravan.entry.Entry;
import dev.caravan.posix.Lstat;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;

/**
 * Examines whether the source has changes in the future, so that its clock is ahead. That it is behind can only show
 * when a change is watched.
 */
final class SourceClock {
    private static final int MOST_SEEN = 1000;
    private static final Duration SKEW = Duration.ofSeconds(2);

    private final Settings settings;
    private final Clock clock;

    SourceClock(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    void examine(Findings findings) throws IOException {
        Duration ahead =
                Duration.between(clock.instant(), newest(settings.readRoot().toRealPath()));
        if (ahead.compareTo(SKEW) > 0) {
            findings.warn(
                    "source's clock",
                    "something at the source's root changed " + Units.duration(ahead) + " from now",
                    "set its servers' clocks and this host's right: it tells by them what is quiet");
        }
    }

    private static Instant newest(Path root) throws IOException {
        Instant newest = Lstat.read(root).map(Entry::changed).orElse(Instant.MIN);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            Iterator<Path> each = entries.iterator();
            for (int seen = 0; seen < MOST_SEEN && each.hasNext(); seen++) {
                Instant changed = Lstat.read(each.next()).map(Entry::changed).orElse(Instant.MIN);
                newest = changed.isAfter(newest) ? changed : newest;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return newest;
    }
}
