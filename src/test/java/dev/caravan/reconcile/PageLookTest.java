package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Batch;
import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.control.SharedWork;
import dev.caravan.control.Threads;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Refusing;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A look at the entries of a walk's page. */
class PageLookTest extends ReconcilerFixture {
    @Test
    void givesAVerdictForEachEntryOfAPageThatIsNotInSync() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(target.resolve("d"));
        Files.createFile(source.resolve("new"));
        Files.createFile(target.resolve("gone"));
        Files.createFile(source.resolve("equal"));
        copy("equal");
        List<Verdict> verdicts = page("", Origin.WALK, "d", "equal", "gone", "new");
        assertThat(verdicts)
                .extracting(verdict -> verdict.task().path().latin1() + " " + verdict.kind())
                .containsExactly("gone REMOVE", "new APPLY");
        // One hold for each verdict.
        assertThat(ticket.holders()).isEqualTo(3);
        assertThat(subdirectories).containsExactly(new RelativePath("d"));
        assertThat(looks).hasSize(4);
    }

    /** Behind a network, several threads look at the entries of a page. */
    @Test
    void givesTheVerdictsOfAPageInOrderWhoeverLooked() throws Exception {
        List<ListedEntry> listed = new ArrayList<>();
        for (int i = 100; i < 200; i++) {
            Files.createFile(source.resolve("f" + i));
            listed.add(ListedEntry.unknown(new RelativePath("f" + i)));
        }
        Set<String> lookers = ConcurrentHashMap.newKeySet();
        Posix slow = Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (call.equals("look") && entry.startsWith("f")) {
                lookers.add(Thread.currentThread().getName());
                LockSupport.parkNanos(1_000_000);
            }
            return null;
        });
        reconciler = reconciler(slow);
        ExecutorService helpers = Threads.pool("helper", 3);
        try {
            Page page = new Page(RelativePath.ROOT, listed, Origin.WALK, ticket, finds())
                    .with(new SharedWork(helpers, new SharedWork.Terms(3, 50_000, 4, 8)));
            List<Batch> batches = reconciler.page(page, exchange());
            assertThat(batches.stream().flatMap(batch -> batch.verdicts().stream()))
                    .extracting(verdict -> verdict.task().path())
                    .containsExactlyElementsOf(
                            listed.stream().map(ListedEntry::path).toList());
            assertThat(lookers).hasSizeGreaterThan(1);
            assertThat(ticket.holders()).isEqualTo(101);
        } finally {
            helpers.shutdownNow();
        }
    }

    @Test
    void reportsTheDirectoriesOfAWalkAndNotThoseOfAWalkedThroughOne() throws IOException {
        Files.createDirectories(source.resolve("d/new"));
        Files.createSymbolicLink(source.resolve("d/link"), Path.of("new"));
        Files.createFile(source.resolve("d/f"));
        Files.createDirectories(target.resolve("d/gone"));
        page("d", Origin.WALK, "d/f", "d/gone", "d/link", "d/new");
        assertThat(subdirectories).containsExactly(new RelativePath("d/new"));
        subdirectories.clear();
        page("", Origin.WALKED, "d");
        assertThat(subdirectories).isEmpty();
    }

    @Test
    void makesAnEntryWaitOfWhichAFileSystemDoesNotSayAndGoesOn() throws IOException {
        Files.createFile(source.resolve("f"));
        String unknowable = "unknowable";
        reconciler = reconciler(failing(unknowable, Errno.EIO));
        List<Verdict> verdicts = page("", Origin.WALK, unknowable, "f");
        assertThat(verdicts).extracting(Verdict::kind).containsExactly(Kind.WAIT, Kind.APPLY);
        // It may be a directory, and nobody else will walk what is below it.
        assertThat(subdirectories).containsExactly(new RelativePath(unknowable));
        // Once: the page after its walk fails as well, and must not begin it again.
        assertThat(page("", Origin.WALKED, unknowable)).hasSize(1);
        assertThat(subdirectories).hasSize(1);
    }

    @Test
    void followsNoLinkAboveAPage() throws IOException {
        // The directory was one when it was listed, and is a link by the time that its page is looked at.
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/d"));
        Files.createFile(elsewhere.resolve("secret"));
        Files.createSymbolicLink(source.resolve("a"), folder.resolve("elsewhere"));
        Files.createDirectories(target.resolve("a/d"));
        Files.createFile(target.resolve("a/d/gone"));
        assertThat(page("a", Origin.WALK, "a/d")).extracting(Verdict::kind).containsExactly(Kind.REMOVE);
        assertThat(page("a/d", Origin.WALK, "a/d/gone", "a/d/secret"))
                .extracting(Verdict::kind)
                .containsExactly(Kind.REMOVE);
        assertThat(subdirectories).isEmpty();
    }

    @Test
    void looksAtTheRootAsAtAnyDirectory() throws IOException {
        List<Verdict> verdicts = page("", Origin.WALK, "");
        assertThat(verdicts).isEmpty();
        assertThat(subdirectories).containsExactly(RelativePath.ROOT);
        Files.setAttribute(source, "unix:mode", 0751);
        assertThat(page("", Origin.WALKED, "")).extracting(Verdict::kind).containsExactly(Kind.APPLY);
    }

    @Test
    void asksTheTargetOnlyForWhatItsListingNamed() throws IOException {
        Files.createFile(source.resolve("f"));
        copy("f");
        ListedEntry missing = new ListedEntry(new RelativePath("f"), true, false);
        Page page = new Page(RelativePath.ROOT, List.of(missing), Origin.WALK, ticket, finds());
        Verdict verdict = reconciler.page(page, exchange()).get(0).verdicts().get(0);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Apply.class, apply -> assertThat(apply.target()).isEmpty());
    }

    @Test
    void findsTheSourcesEntryThatIsCalledAsItsOwnFolder() throws IOException {
        Files.createDirectory(source.resolve(".caravan"));
        FoundLeftOut leftOut = new FoundLeftOut();
        Trees trees = TreesFixture.trees(
                Roots.open(source, target), new NativePosix(), new HardLinks(), leftOut, KnownEqual.trusting());
        reconciler(trees)
                .page(
                        new Page(
                                RelativePath.ROOT,
                                List.of(ListedEntry.unknown(RelativePath.ROOT)),
                                Origin.WALK,
                                ticket,
                                finds()),
                        exchange());
        assertThat(leftOut.paths).containsExactly(Exclusions.OWN);
    }

    private void copy(String name) throws IOException {
        Path copy = Files.createFile(target.resolve(name));
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source.resolve(name)));
    }
}
