package dev.caravan.cli;

import dev.caravan.entry.Escape;
import dev.caravan.monitor.MigrationMXBean;
import dev.caravan.terminal.Units;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The text that {@code status} prints. Single-threaded, for one use. */
final class StatusText {
    private final MigrationMXBean migration;
    private final Clock clock;
    private final StringBuilder text = new StringBuilder();

    StatusText(MigrationMXBean migration, Clock clock) {
        this.migration = migration;
        this.clock = clock;
    }

    private static String advice(String state) {
        return switch (state) {
            case "PAUSED" -> "go on with: resume";
            case "NO_LOG" -> "the log is gone or cannot be read: no change is seen";
            default -> "";
        };
    }

    /**
     * A headline, and below it one line for each value: its name, the number with its unit, and what to do about it
     * if anything.
     */
    String text(String headline, long pid, Instant startedAt) {
        String since = Units.duration(Duration.between(startedAt, clock.instant()));
        text.append(headline).append('\n');
        text.append("process ").append(pid).append(", for ").append(since).append("\n\n");
        String state = migration.getState();
        line("state", state.toLowerCase(Locale.ROOT).replace('_', ' '), advice(state));
        long held = migration.getHeldPaths();
        line("held", count(held, "path", "paths"), held > 0 ? "until they are quiet" : "");
        long hot = migration.getHotPaths();
        line("hot", count(hot, "path", "paths"), hot > 0 ? "never quiet: copied again and again as they are" : "");
        long again = migration.getLookAgainPaths();
        line(
                "look again",
                count(again, "path", "paths"),
                again > 0 ? "later and later, as long as they do not change" : "");
        line("in flight", count(migration.getInFlightCopies(), "copy", "copies"), "");
        text.append('\n');
        line("copied", count(migration.getCopiedEntries(), "entry", "entries"), bytes(migration.getCopiedBytes()));
        line("removed", count(migration.getRemovedEntries(), "entry", "entries"), "");
        long failed = migration.getFailedEntries();
        line("failed", count(failed, "path", "paths"), failed > 0 ? "tried again by themselves, or now: retry" : "");
        long gaps = migration.getOpenGaps();
        line("gaps", count(gaps, "gap open", "gaps open"), gaps > 0 ? "healed by a walk, or now: rescan ." : "");
        long left = migration.getLeftOutEntries();
        line("left out", count(left, "entry", "entries"), left > 0 ? "by their kind: left-out.jsonl lists them" : "");
        text.append('\n');
        lag();
        long bound = migration.getBandwidthBytesPerSecond();
        line("workers", Units.count(migration.getCopyWorkers()), bound == 0 ? "" : Units.bytes(bound) + "/s at most");
        List<String> others = migration.getOtherMovers();
        if (!others.isEmpty()) {
            line("beside it", Units.count(others.size(), "other", "others"), String.join("; ", others));
        }
        migration
                .getFleetMovers()
                .forEach(mover -> text.append(String.format("  %-12s %s%n", "mover", Escape.latin1(mover))));
        return text.toString();
    }

    private void lag() {
        String mark = migration.getLowWaterMark();
        long bytes = migration.getLogLagBytes();
        if (bytes < 0) {
            line("log", "none", "no log is followed");
        } else {
            line("log behind", bytes(bytes), Units.duration(Duration.ofSeconds(migration.getLogLagSeconds())));
        }
        migration.getLogs().lines().forEach(line -> text.append(String.format("  %-12s %s%n", "log", line)));
        text.append(String.format("  %-12s %s%n", "echoes", migration.getEchoes()));
        if (!mark.isEmpty()) {
            text.append(String.format("  %-12s %s%n", "done up to", Escape.latin1(mark)));
        }
    }

    private void line(String name, String value, String remark) {
        text.append(String.format("  %-12s %-18s %s", name, value, remark).stripTrailing())
                .append('\n');
    }

    private static String count(long number, String one, String several) {
        return number < 0 ? "not counted" : Units.count(number, one, several);
    }

    private static String bytes(long number) {
        return number < 0 ? "" : Units.bytes(number);
    }
}
