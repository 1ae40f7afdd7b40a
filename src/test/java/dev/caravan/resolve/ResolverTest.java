package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final Instant SEEN = Instant.parse("2026-03-26T11:45:56Z");
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO);

    private static final long ROOT = 7;

    private final Map<Long, Answer> known = new HashMap<>();
    private final List<List<Long>> questions = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BackOff backOff = new BackOff(SHORT);
    private int unclearTimes;
    private int restarts;
    private Runnable onRestart = () -> {};
    private final Resolver resolver = resolver("/disk", false);

    private Resolver resolver(String root, boolean outsideIsFine) {
        InodeTool tool = new InodeTool() {
            @Override
            public Map<Long, Answer> ask(Collection<Long> inodes) throws UnavailableException {
                questions.add(List.copyOf(inodes));
                if (inodes.contains(404L)) {
                    throw new UnavailableException("inode tool: cannot be started", new IOException("no"));
                }
                Map<Long, Answer> answers = new HashMap<>();
                for (long inode : inodes) {
                    boolean unclear = inode == 500 && unclearTimes-- > 0;
                    answers.put(inode, unclear ? new Answer.Unclear("busy") : known.get(inode));
                }
                return answers;
            }

            @Override
            public void restart() {
                restarts++;
                onRestart.run();
            }

            @Override
            public void close() {}
        };
        return new Resolver(
                tool,
                backOff,
                new ServerPaths(root, outsideIsFine),
                new DirectoryCache(Duration.ofMinutes(1), Ticker.systemTicker()),
                OptionalLong.of(ROOT),
                Clock.fixed(NOW, ZoneOffset.UTC),
                "client-log",
                gaps::add,
                meters);
    }

    private void at(long inode, String... paths) {
        known.put(inode, new Answer.At(List.of(paths)));
    }

    private static Hint child(long parent, String name) {
        return new Hint.Child(parent, name, SEEN);
    }

    private final CountedTicket ticket = new CountedTicket(1);

    private static Hint named(String path, long directoryInode) {
        return new Hint.Named(new RelativePath(path), directoryInode, SEEN);
    }

    private List<Task> locate(String path, long directoryInode) throws InterruptedException {
        Task task = new Task(new RelativePath(path), ticket, NOW, Origin.HINT, 2)
                .at(new RelativePath(path), directoryInode);
        return resolver.locate(new Verdict.Moved(task, new Look(NOW, NOW)));
    }

    private static Hint inode(long inode) {
        return new Hint.Inode(inode, SEEN);
    }

    private static Hint named(String path) {
        return new Hint.Named(new RelativePath(path), SEEN);
    }

    private List<Hint> resolve(Hint... hints) throws InterruptedException {
        return resolver.resolve(new HintBatch(List.of(hints), Ticket.NONE)).hints();
    }

    private double count(String noun) {
        return meters.get("caravan.resolve." + noun).counter().count();
    }

    @Test
    void resolvesInTheOrderOfTheHints() throws InterruptedException {
        at(1, "/disk/a/");
        at(2, "/disk/b c/d/");
        at(3, "/disk/");
        assertThat(resolve(child(2, "x"), named("p/q"), child(1, "y"), child(2, "\u00ff"), child(3, "z"), inode(1)))
                .containsExactly(
                        named("b c/d/x", 2),
                        named("p/q"),
                        named("a/y", 1),
                        named("b c/d/\u00ff", 2),
                        named("z", 3),
                        named("a"));
    }

    @Test
    void asksOnceForADirectory() throws InterruptedException {
        at(1, "/disk/a/");
        at(2, "/disk/b/");
        assertThat(resolve(child(1, "x"), child(2, "y"), child(1, "z"))).hasSize(3);
        assertThat(resolve(child(1, "y"), child(2, "y"))).containsExactly(named("a/y", 1), named("b/y", 2));
        assertThat(questions).containsExactly(List.of(1L, 2L));
        assertThat(count("asked")).isEqualTo(2);
        assertThat(count("cached")).isEqualTo(2);
    }

    @Test
    void asksAgainForAnEntryByItsInode() throws InterruptedException {
        at(1, "/disk/a");
        resolve(inode(1));
        resolve(inode(1));
        assertThat(questions).hasSize(2);
    }

    @Test
    void asksAgainForADirectoryThatWasForgotten() throws InterruptedException {
        at(1, "/disk/a/b/");
        resolve(child(1, "x"));
        at(1, "/disk/c/");
        resolver.forget(new RelativePath("a"));
        assertThat(resolve(child(1, "x"))).containsExactly(named("c/x", 1));
    }

    @Test
    void asksWhereTheDirectoryOfAMovedEntryIsNow() throws InterruptedException {
        at(1, "/disk/a/");
        resolve(child(1, "x"));
        at(1, "/disk/b/");
        assertThat(locate("a/x", 1))
                .extracting(task -> task.path().latin1(), Task::directoryInode, Task::waits)
                .containsExactly(tuple("a/x", 0L, 2), tuple("b/x", 1L, 2));
        assertThat(ticket.holders()).isEqualTo(2);
        locate("a/y", 1);
        assertThat(questions).as("asked once for all entries of it").hasSize(2);
    }

    @Test
    void looksOnlyWhereItWasNamedIfTheDirectoryIsThereAllTheSame() throws InterruptedException {
        at(1, "/disk/a/");
        assertThat(locate("a/x", 1)).extracting(Task::path).containsExactly(new RelativePath("a/x"));
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void asksOnceForADirectoryThatIsGone() throws InterruptedException {
        at(ROOT, "/disk/");
        known.put(1L, new Answer.Gone());
        assertThat(locate("a/x", 1)).extracting(Task::directoryInode).containsExactly(0L);
        assertThat(locate("a/y", 1)).hasSize(1);
        assertThat(questions).containsExactly(List.of(1L), List.of(ROOT));
        assertThat(ticket.holders()).isEqualTo(1);
        // The number may be given to a new directory.
        at(1, "/disk/b/");
        assertThat(resolve(child(1, "z"))).containsExactly(named("b/z", 1));
        assertThat(locate("a/x", 1)).hasSize(2);
    }

    @Test
    void handsOnABatchOfPathsAsItIs() throws InterruptedException {
        HintBatch batch = new HintBatch(List.of(named("a"), named("b")), Ticket.NONE);
        assertThat(resolver.resolve(batch)).isSameAs(batch);
    }

    @Test
    void givesEveryPathOfAHardLink() throws InterruptedException {
        at(1, "/disk/a", "/disk/b/c");
        assertThat(resolve(inode(1))).containsExactly(named("a"), named("b/c"));
    }

    @Test
    void takesSeveralLinesForOneDirectoryAsOnePathWithNewlines() throws InterruptedException {
        at(1, "/disk/new", "line");
        assertThat(resolve(child(1, "x"))).containsExactly(named("new\nline/x", 1));
    }

    @Test
    void leavesOutWhatIsGoneWithoutAGap() throws InterruptedException {
        at(ROOT, "/disk/");
        known.put(1L, new Answer.Gone());
        assertThat(resolve(child(1, "x"), child(1, "y"), inode(1))).isEmpty();
        assertThat(count("gone")).isEqualTo(3);
        assertThat(gaps).isEmpty();
    }

    @Test
    void believesWhatIsGoneOfAToolThatFindsADirectoryItFoundBefore() throws InterruptedException {
        known.put(ROOT, new Answer.Unclear("not the mount's number"));
        at(2, "/disk/b/");
        known.put(1L, new Answer.Gone());
        assertThat(resolve(child(2, "x"))).hasSize(1);
        assertThat(resolve(child(1, "x"))).isEmpty();
        assertThat(gaps).isEmpty();
        assertThat(questions).containsExactly(List.of(2L), List.of(1L), List.of(2L, ROOT));
    }

    @Test
    void doesNotBelieveAToolThatFindsNothing() throws InterruptedException {
        at(2, "/disk/b/");
        resolve(child(2, "x"));
        known.put(1L, new Answer.Gone());
        known.put(2L, new Answer.Gone());
        known.put(ROOT, new Answer.Gone());
        assertThat(resolve(child(1, "x"))).isEmpty();
        assertThat(gaps).containsExactly(new Gap("client-log", SEEN, NOW, "inodes could not be resolved"));
        assertThat(count("gone")).isZero();
        assertThat(restarts).isEqualTo(2);
    }

    @Test
    void resolvesOnceTheToolFindsSomethingAgain() throws InterruptedException {
        known.put(500L, new Answer.Gone());
        known.put(ROOT, new Answer.Gone());
        onRestart = () -> {
            at(500, "/disk/a/");
            at(ROOT, "/disk/");
        };
        assertThat(resolve(child(500, "x"))).containsExactly(named("a/x", 500));
        assertThat(gaps).isEmpty();
    }

    @Test
    void doesNotRememberADirectoryAsGoneThatCouldNotBeResolved() throws InterruptedException {
        known.put(1L, new Answer.Gone());
        known.put(ROOT, new Answer.Gone());
        assertThat(locate("a/x", 1)).hasSize(1);
        at(1, "/disk/b/");
        assertThat(locate("a/x", 1)).hasSize(2);
    }

    @Test
    void recordsAGapOfTheDirectoryOfAnEntryWhoseNameIsNotKnown() throws InterruptedException {
        at(1, "/disk/a/");
        at(2, "/disk/b/");
        assertThat(resolve(new Hint.Unnamed(1, SEEN), child(2, "x"), new Hint.Unnamed(2, SEEN)))
                .containsExactly(named("b/x", 2));
        assertThat(gaps)
                .extracting(Gap::directory, Gap::from, Gap::to)
                .containsExactlyInAnyOrder(
                        tuple(new RelativePath("a"), SEEN, NOW), tuple(new RelativePath("b"), SEEN, NOW));
    }

    @Test
    void recordsAGapOfTheWholeTreeWhereThatDirectoryIsNotFound() throws InterruptedException {
        unclearTimes = 3;
        assertThat(resolve(new Hint.Unnamed(500, SEEN))).isEmpty();
        assertThat(gaps).extracting(Gap::directory).containsExactly(RelativePath.ROOT);
    }

    @Test
    void recordsOneGapWhereTheDirectoriesAreMany() throws InterruptedException {
        Hint[] many = new Hint[100];
        for (int i = 0; i < many.length; i++) {
            at(1000 + i, "/disk/d" + i + "/");
            many[i] = new Hint.Unnamed(1000 + i, SEEN);
        }
        assertThat(resolve(many)).isEmpty();
        assertThat(gaps).extracting(Gap::directory).containsExactly(RelativePath.ROOT);
    }

    @Test
    void asksAgainWhatIsUnclear() throws InterruptedException {
        at(500, "/disk/a/");
        unclearTimes = 2;
        assertThat(resolve(child(500, "x"))).containsExactly(named("a/x", 500));
        assertThat(gaps).isEmpty();
    }

    @Test
    void recordsAGapForWhatStaysUnclear() throws InterruptedException {
        at(1, "/disk/a/");
        unclearTimes = 3;
        assertThat(resolve(child(500, "x"), child(1, "y"), child(500, "z"))).containsExactly(named("a/y", 1));
        assertThat(questions).containsExactly(List.of(500L, 1L), List.of(500L), List.of(500L));
        assertThat(gaps).containsExactly(new Gap("client-log", SEEN, NOW, "inodes could not be resolved"));
        assertThat(count("failed")).isEqualTo(2);
    }

    @Test
    void recordsAGapWhereTheToolCannotBeStarted() throws InterruptedException {
        assertThat(resolve(child(404, "x"), named("p"))).containsExactly(named("p"));
        assertThat(questions).hasSize(1);
        assertThat(gaps).hasSize(1);
    }

    @Test
    void refusesAPathThatIsNotBelowTheRoot() throws InterruptedException {
        at(1, "/elsewhere/a/");
        at(2, "/disk/../a/");
        at(3, "");
        at(4, "/disk/ok/");
        assertThat(resolve(child(1, "x"), inode(2), child(3, "x"), child(4, "x")))
                .containsExactly(named("ok/x", 4));
        assertThat(count("failed")).isEqualTo(3);
        assertThat(gaps).hasSize(1);
    }

    @Test
    void passesOverWhatOthersDoBesideTheRoot() throws InterruptedException {
        at(1, "other");
        at(2, "mine/a", "other/b");
        at(3, "/");
        Resolver shared = resolver("mine", true);
        HintBatch batch = new HintBatch(List.of(child(1, "x"), inode(2), child(3, "x")), Ticket.NONE);
        assertThat(shared.resolve(batch).hints()).containsExactly(named("a"));
        assertThat(gaps).isEmpty();
    }

    @Test
    void leavesTheBatchUndoneWhereItIsClosed() {
        at(1, "/disk/a/");
        resolver.close();
        assertThatThrownBy(() -> resolve(child(1, "x"))).isInstanceOf(IllegalStateException.class);
        assertThat(gaps).isEmpty();
    }

    @Test
    void needsACommandForAToolThatHasNoDefault() {
        ToolSettings none = ToolSettings.of("", Path.of("."));
        assertThatThrownBy(() -> Resolver.of(
                        "ccdbfs",
                        none,
                        OptionalLong.empty(),
                        Duration.ofMinutes(2),
                        Clock.systemUTC(),
                        "client-log",
                        gaps::add,
                        meters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("caravan.resolve.command: is empty");
    }

    @Test
    void showsItsMetersBeforeAnythingHappened() {
        try (Resolver made = Resolver.of(
                "moosefs",
                ToolSettings.of("", Path.of(".")),
                OptionalLong.empty(),
                Duration.ofMinutes(2),
                Clock.systemUTC(),
                "client-log",
                gaps::add,
                meters)) {
            assertThat(made).isNotNull();
            assertThat(count("asked") + count("cached") + count("gone") + count("failed") + count("restarts"))
                    .isZero();
        }
    }
}
