package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Batch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.control.SharedWork;
import dev.caravan.control.Threads;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Errno;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Refusing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchCopierTest {
    @TempDir
    private Path folder;

    @Test
    void carriesOutWhatSaysApplyOrRemove() throws IOException {
        TwoTrees trees = new TwoTrees(folder);
        Files.writeString(trees.source.resolve("new"), "content");
        Files.createFile(trees.target.resolve("gone"));
        List<Verdict> verdicts = List.of(waiting(trees), trees.verdict("gone"), trees.verdict("new"));
        List<Verdict> outcomes = carryOut(trees, verdicts);
        assertThat(outcomes).extracting(Verdict::kind).containsExactly(Kind.WAIT, Kind.APPLIED, Kind.APPLIED);
        assertThat(outcomes.get(0)).isSameAs(verdicts.get(0));
        assertThat(trees.target.resolve("new")).hasContent("content");
        assertThat(trees.target.resolve("gone")).doesNotExist();
    }

    @Test
    void holdsWhatFailsForAMomentAndGoesOn() throws IOException {
        TwoTrees trees = new TwoTrees(folder);
        Files.createFile(trees.source.resolve("bad"));
        Files.createFile(trees.source.resolve("good"));
        List<Verdict> verdicts = List.of(trees.verdict("bad"), trees.verdict("good"));
        // What has the temporary name cannot be removed: a mount would be like that.
        Path inTheWay = Files.createDirectory(trees.target.resolve(
                TemporaryName.beside(new RelativePath("bad")).name()));
        Files.createFile(inTheWay.resolve("somebody's"));
        Files.createFile(trees.target.resolve(".caravan/trash"));
        List<Verdict> outcomes = carryOut(trees, verdicts);
        assertThat(outcomes.get(0)).isInstanceOfSatisfying(Verdict.Wait.class, wait -> {
            assertThat(wait.until()).isEqualTo(trees.clock.instant().plusSeconds(1));
            assertThat(wait.reason()).contains("trash");
        });
        assertThat(outcomes.get(1).kind()).isEqualTo(Kind.APPLIED);
        assertThat(inTheWay).exists();
    }

    /** A look by itself would ask for a walk, which would ask for the directory again. */
    @Test
    void failsADirectoryThatCannotBeMadeAndTellsTheWalk() throws IOException {
        TwoTrees trees = new TwoTrees(
                folder,
                Refusing.around(
                        new NativePosix(),
                        (call, entry, arguments) ->
                                call.equals("makeDirectory") && entry.equals("bad") ? Errno.EIO : null));
        Files.createDirectory(trees.source.resolve("bad"));
        Files.createDirectory(trees.source.resolve("good"));
        List<Verdict> verdicts = List.of(trees.verdict("bad"), trees.verdict("good"));
        List<RelativePath> notMade = new ArrayList<>();
        Batch outcomes = new BatchCopier(trees.copier, SharedWork.alone(), trees.clock)
                .carryOut(new Batch(verdicts, 1, () -> {}, notMade::add));
        assertThat(outcomes.verdicts()).extracting(Verdict::kind).containsExactly(Kind.FAILED, Kind.APPLIED);
        assertThat(notMade).containsExactly(new RelativePath("bad"));
    }

    /** Behind a network each directory above an entry is a round trip on both sides. */
    @Test
    void opensADirectoryOnceForAllThatIsInIt() throws IOException {
        List<Object> opened = new ArrayList<>();
        Posix counting = Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (call.equals("open") && arguments.size() == 2) {
                opened.add(arguments.get(1));
            }
            return null;
        });
        TwoTrees trees = someFiles(counting);
        List<Verdict> verdicts = verdicts(trees, "d/one", "d/two", "d/three", "e/one");
        opened.clear();
        List<Verdict> outcomes = carryOut(trees, verdicts);
        assertThat(outcomes).extracting(Verdict::kind).containsOnly(Kind.APPLIED);
        RelativePath d = new RelativePath("d");
        RelativePath e = new RelativePath("e");
        // Once a side.
        assertThat(opened).containsExactly(d, d, e, e);
    }

    /** An error may come of a directory that was moved or unmounted: what is open leads there still. */
    @Test
    void opensTheDirectoryAnewAfterAnError() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        Posix failing = Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (call.equals("open") && arguments.size() == 2) {
                opened.incrementAndGet();
            }
            return call.equals("openForReading") && entry.equals("one") ? Errno.ESTALE : null;
        });
        TwoTrees trees = someFiles(failing);
        List<Verdict> verdicts = verdicts(trees, "d/one", "d/two");
        opened.set(0);
        List<Verdict> outcomes = carryOut(trees, verdicts);
        assertThat(outcomes).extracting(Verdict::kind).containsExactly(Kind.WAIT, Kind.APPLIED);
        assertThat(opened).hasValue(4);
    }

    /** Each entry once, whoever does it, and every outcome at its verdict's place. */
    @Test
    void sharesItsEntriesAmongThreadsWhereEachTakesTime() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger made = new AtomicInteger();
        Posix slow = Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (call.equals("create") && TemporaryName.is(entry)) {
                threads.add(Thread.currentThread());
                made.incrementAndGet();
                pause();
            }
            return null;
        });
        TwoTrees trees = someFiles(slow);
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String path = (i % 10 == 9 ? "e/" : "d/") + i;
            Files.writeString(trees.source.resolve(path), path);
            paths.add(path);
        }
        List<Verdict> verdicts = verdicts(trees, paths.toArray(String[]::new));
        long open = openFiles();
        ExecutorService pool = Threads.pool("helper", 8);
        try {
            SharedWork shared = new SharedWork(pool, new SharedWork.Terms(8, 1_000_000, 1, 1));
            Batch outcomes =
                    new BatchCopier(trees.copier, shared, trees.clock).carryOut(new Batch(verdicts, 4, () -> {}));

            assertThat(outcomes.verdicts()).extracting(Verdict::kind).containsOnly(Kind.APPLIED);
            assertThat(outcomes.verdicts())
                    .extracting(outcome -> outcome.task().path().toString())
                    .isEqualTo(paths);
        } finally {
            pool.shutdownNow();
        }
        assertThat(made).hasValue(100);
        assertThat(threads).hasSizeBetween(2, 4 + 5);
        assertThat(openFiles()).isEqualTo(open);
        for (String path : paths) {
            assertThat(trees.target.resolve(path)).hasContent(path);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().contains("/target");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private TwoTrees someFiles(Posix posix) throws IOException {
        TwoTrees trees = new TwoTrees(folder, posix);
        for (String directory : List.of("d", "e")) {
            Files.createDirectory(trees.source.resolve(directory));
            Files.createDirectory(trees.target.resolve(directory));
            for (String name : List.of("one", "two", "three")) {
                Files.writeString(trees.source.resolve(directory).resolve(name), name);
            }
        }
        return trees;
    }

    private static List<Verdict> verdicts(TwoTrees trees, String... paths) throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        for (String path : paths) {
            verdicts.add(trees.verdict(path));
        }
        return verdicts;
    }

    private static List<Verdict> carryOut(TwoTrees trees, List<Verdict> verdicts) {
        Runnable nothing = () -> {};
        Batch outcomes = new BatchCopier(trees.copier, SharedWork.alone(), trees.clock)
                .carryOut(new Batch(verdicts, 1, nothing));
        assertThat(outcomes.ended()).isSameAs(nothing);
        return outcomes.verdicts();
    }

    private static Verdict waiting(TwoTrees trees) {
        Task task = new Task(new RelativePath("young"), Ticket.NONE, trees.clock.instant(), Origin.WALK, 0);
        Look look = new Look(trees.clock.instant(), trees.clock.instant());
        return new Verdict.Wait(task, look, trees.clock.instant().plusSeconds(60), false, "young");
    }
}
