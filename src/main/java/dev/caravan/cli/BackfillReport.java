package dev.caravan.cli;

import dev.caravan.app.Backlog;
import dev.caravan.app.Engine;
import dev.caravan.entry.RelativePath;
import dev.caravan.terminal.Units;
import dev.caravan.trees.LeftOut;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The report at the end of {@code backfill}; all its numbers come from the meters. Single-threaded. */
final class BackfillReport {
    private static final int MOST_HOT = 10;

    private final Engine.Running running;
    private final ProgressLine progress;

    BackfillReport(Engine.Running running, ProgressLine progress) {
        this.running = running;
        this.progress = progress;
    }

    /** The outcome, in a few lines. */
    String summary(Duration elapsed) {
        StringBuilder text = new StringBuilder();
        Backlog left = running.backlog();
        text.append(left.isIncomplete() ? "not everything is copied" : "done")
                .append(", after ")
                .append(Units.duration(elapsed))
                .append('\n');
        line(
                text,
                "seen",
                count("caravan.walk.entries", "entry", "entries") + " in "
                        + count("caravan.walk.directories", "directory", "directories"));
        line(text, "copied", progress.copied(elapsed) + "; the others were equal");
        line(text, "removed", count("caravan.copy.removed", "entry", "entries"));
        line(text, "failed", failed(left.failedPaths()));
        if (left.openGaps() > 0) {
            line(
                    text,
                    "gaps",
                    Units.count(left.openGaps()) + "; what could not be read is in gaps.jsonl: start it again");
        }
        for (LeftOut kind : running.leftOut()) {
            line(
                    text,
                    "left out",
                    Units.count(kind.count()) + " " + kind.kind().key() + ", such as " + kind.example()
                            + "; left-out.jsonl in the state folder lists them");
        }
        Set<RelativePath> hot = running.hotPaths();
        if (!hot.isEmpty()) {
            line(text, "hot", Units.count(hot.size()) + " never became quiet and are as they were: " + some(hot));
        }
        return text.toString();
    }

    private static String failed(long paths) {
        return Units.count(paths, "path", "paths")
                + (paths == 0
                        ? ""
                        : "; failures.jsonl in the state folder says why: mend it and start again, or 'run'");
    }

    private static String some(Set<RelativePath> paths) {
        String some = paths.stream()
                .sorted()
                .limit(MOST_HOT)
                .map(RelativePath::toString)
                .collect(Collectors.joining(", "));
        return some + (paths.size() > MOST_HOT ? ", …" : "");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("  %-8s %s%n", name, value));
    }

    private String count(String meter, String one, String several) {
        return Units.count(running.meter(meter), one, several);
    }
}
