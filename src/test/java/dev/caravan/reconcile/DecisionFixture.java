package dev.caravan.reconcile;

import static dev.caravan.testing.Entries.directory;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.testing.Entries;
import dev.caravan.trees.Belonging;
import dev.caravan.trees.ClockSkew;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A decision between entries that a test makes up, at one moment. */
abstract class DecisionFixture {
    static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    static final Instant NOW = START.plusSeconds(3600);
    static final Duration QUIET = Duration.ofMinutes(2);
    static final Look LOOK = new Look(NOW, NOW.plusSeconds(1));
    static final Entry NONE = null;

    /** The device of what shows while the source is not mounted. */
    static final int AWAY = 98;

    @TempDir
    Path folder;

    final FoundLeftOut leftOut = new FoundLeftOut();
    final KnownEqual known = KnownEqual.trusting();
    Makers makers = Makers.OF_THIS_HOST;
    Decision decision;

    @BeforeEach
    void makeRoots() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Roots roots = Roots.open(source, Files.createDirectory(folder.resolve("target")));
        decision = new Decision(
                new Comparison(Duration.ofNanos(1), Duration.ofNanos(1), new TargetLimits()),
                known,
                new QuietRule(new Freeze(QUIET), Duration.ofMinutes(15), new ClockSkew()),
                new DirectoryIdentities(START, QUIET, known),
                new RemovalGuard(roots, new RemovalPolicy(false, 10), QUIET, gap -> {}),
                (path, entry) -> switch ((int) entry.device()) {
                    case (int) Entries.DEVICE -> Belonging.SOURCE;
                    case AWAY -> Belonging.UNKNOWN;
                    default -> Belonging.OTHER;
                },
                leftOut,
                QUIET,
                Duration.ZERO,
                maker -> makers.state(maker));
    }

    Verdict decide(Task task, Entry source, Entry target) {
        return decision.decide(task, LOOK, Optional.ofNullable(source), Optional.ofNullable(target), Optional.empty());
    }

    Verdict decideAfter(Duration later, Task task, Entry source) {
        Look look = new Look(NOW.plus(later), NOW.plus(later));
        return decision.decide(task, look, Optional.of(source), Optional.of(directory()), Optional.empty());
    }

    static Task task(String path, Origin origin) {
        return new Task(new RelativePath(path), Ticket.NONE, NOW, origin, 0);
    }
}
