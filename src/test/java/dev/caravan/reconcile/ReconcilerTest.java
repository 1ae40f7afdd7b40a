package dev.caravan.reconcile;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Batch;
import dev.caravan.change.Canaries;
import dev.caravan.change.ListedEntry;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Refusing;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.Roots;
import dev.caravan.trees.TouchedDirectories;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
    @TempDir
    private Path folder;

    /** A day later, when everything that a test made is quiet. */
    private final SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(1)));

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<RelativePath> looks = new ArrayList<>();
    private final List<RelativePath> moved = new ArrayList<>();
    private final List<RelativePath> subdirectories = new ArrayList<>();
    private final CountedTicket ticket = new CountedTicket(1);
    private int unequal;
    private boolean stand;
    private Path source;
    private Path target;
    private Reconciler reconciler;

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("always"));
        reconciler = reconciler(new NativePosix());
    }

    private Reconciler reconciler(Posix posix) throws IOException {
        return reconciler(new Trees(Roots.open(source, target), posix, new HardLinks(), new TargetLimits(), true));
    }

    private Reconciler reconciler(Trees trees) {
        return new Reconciler(
                trees,
                Exclusions.of("aladata"),
                new RemovalPolicy(false, 10),
                new Freeze(Duration.ofMinutes(2)),
                Duration.ofMinutes(15),
                (path, look) -> looks.add(path),
                moved::add,
                Optional.of(new Canaries()),
                gap -> {},
                clock,
                meters);
    }

    @Test
    void looksAtBothSidesAsTheyAreNow() throws IOException {
        assertThat(look("f").kind()).isEqualTo(Kind.IN_SYNC);
        Files.createFile(source.resolve("f"));
        assertThat(look("f").kind()).isEqualTo(Kind.APPLY);
        Files.delete(source.resolve("f"));
        Files.createFile(target.resolve("f"));
        assertThat(look("f").kind()).isEqualTo(Kind.REMOVE);
        assertThat(looks)
                .filteredOn(path -> !Canaries.is(path))
                .containsOnly(new RelativePath("f"))
                .hasSize(3);
        assertThat(meters.counter("caravan.reconcile.looks").count()).isEqualTo(3);
    }

    /** A file system that keeps no names in mind looks up every component of every path that it is asked for. */
    @Test
    void asksForEachDirectoryOnTheWayOnce() throws IOException {
        Files.createDirectories(source.resolve("a/b/c"));
        Files.createDirectories(target.resolve("a/b/c"));
        Files.createFile(source.resolve("a/b/c/f"));
        List<Path> asked = new ArrayList<>();
        Posix telling = (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof Path path) {
                        asked.add(path);
                    }
                    return method.invoke(new NativePosix(), arguments);
                });
        Verdict verdict = reconciler(telling).look(task("a/b/c/f"), exchange());
        assertThat(verdict.kind()).isEqualTo(Kind.APPLY);
        assertThat(asked).contains(source, target);
        // All others are of directories that are open.
        assertThat(asked)
                .filteredOn(path -> !path.equals(source) && !path.equals(target) && !isCanary(path))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path.toString()).matches("/proc/self/fd/[0-9]+/\\.(/f)?"));
    }

    /** Two lines of a log that were torn and joined. */
    @Test
    void nothingStandsUnderANameThatTheFileSystemIsTooShortFor() throws IOException {
        String tooLong = "x".repeat(256);
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(target.resolve("d"));
        for (Posix posix : List.of(new NativePosix(), new PortablePosix())) {
            reconciler = reconciler(posix);
            assertThat(look("d/" + tooLong).kind()).isEqualTo(Kind.IN_SYNC);
            assertThat(look("d/" + tooLong + "/f").kind()).isEqualTo(Kind.IN_SYNC);
        }
    }

    /** The kernel did not look at the entry; a path that is too long as a whole may well lead to one. */
    @Test
    void nothingIsKnownWhereAShortNameIsCalledTooLong() throws IOException {
        reconciler = reconciler(failing("short", Errno.ENAMETOOLONG));
        assertThatThrownBy(() -> look("short")).hasMessageContaining("too long");
    }

    private static Posix failing(String name, Errno errno) {
        return Refusing.around(
                new NativePosix(),
                (call, entry, arguments) -> call.equals("look") && entry.equals(name) ? errno : null);
    }

    private static boolean isCanary(Path path) {
        return Canaries.isName(path.getFileName().toString());
    }

    @Test
    void goesDownTheSameWayWithoutNativeCalls() throws IOException {
        Files.createDirectories(source.resolve("a/b"));
        Files.createDirectories(target.resolve("a"));
        Files.createFile(source.resolve("a/b/f"));
        Files.createSymbolicLink(target.resolve("a/b"), source.resolve("a/b"));
        Reconciler portable = reconciler(new PortablePosix());
        assertThat(portable.look(task("a/b/f"), exchange()))
                .isInstanceOfSatisfying(
                        Verdict.Walk.class, walk -> assertThat(walk.directory()).isEqualTo(new RelativePath("a/b")));
        assertThat(portable.look(task("a/none/f"), exchange()).kind()).isEqualTo(Kind.IN_SYNC);
        Files.delete(target.resolve("a/b"));
        Files.createDirectory(target.resolve("a/b"));
        Files.createFile(source.resolve("a/b/g"));
        assertThat(portable.look(task("a/b/g"), exchange()).kind()).isEqualTo(Kind.APPLY);
    }

    @Test
    void leavesWhatIsExcludedAloneAndDoesNotLookAtIt() throws IOException {
        Files.createDirectory(source.resolve("aladata"));
        assertThat(look("aladata/f").kind()).isEqualTo(Kind.SKIPPED);
        assertThat(look(".caravan").kind()).isEqualTo(Kind.SKIPPED);
        assertThat(looks).isEmpty();
    }

    @Test
    void makesATaskWaitWhosePathIsInAnotherExchangesHands() throws IOException {
        Files.createFile(source.resolve("f"));
        Exchange first = exchange();
        assertThat(reconciler.look(task("f"), first).kind()).isEqualTo(Kind.APPLY);
        assertThat(reconciler.look(task("f"), exchange()))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class,
                        wait -> assertThat(wait.until())
                                .isEqualTo(clock.instant().plusSeconds(1)));
        assertThat(claim("f")).isEqualTo(Kind.WAIT);
        assertThat(reconciler.look(task("g"), exchange()).kind()).isEqualTo(Kind.IN_SYNC);

        complete(first);
        assertThat(claim("f")).isEqualTo(Kind.APPLY);
    }

    @Test
    void freesThePathOfAnExchangeThatFailed() throws IOException {
        Exchange first = exchange();
        reconciler.look(task("f"), first);
        first.setException(new IOException("the copy failed"));
        complete(first);
        assertThat(reconciler.look(task("f"), exchange()).kind()).isEqualTo(Kind.IN_SYNC);
    }

    @Test
    void walksTheTopmostDirectoryThatTheTargetLacks() throws IOException {
        Files.createDirectories(source.resolve("a/b/c"));
        Files.createFile(source.resolve("a/b/c/f"));
        assertThat(walked("a/b/c/f")).isEqualTo(new RelativePath("a"));
        Files.createDirectory(target.resolve("a"));
        assertThat(walked("a/b/c/f")).isEqualTo(new RelativePath("a/b"));
        Files.createFile(target.resolve("a/b"));
        assertThat(walked("a/b/c/f")).isEqualTo(new RelativePath("a/b"));
    }

    @Test
    void hasNothingToDoBelowADirectoryThatNeitherSideHas() throws IOException {
        assertThat(look("a/b/c").kind()).isEqualTo(Kind.IN_SYNC);
    }

    @Test
    void followsNoLinkAboveThePathOnTheSource() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/d"));
        Files.createFile(elsewhere.resolve("f"));
        Files.createSymbolicLink(source.resolve("a"), folder.resolve("elsewhere"));
        Files.createDirectories(target.resolve("a/d"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
        Files.createFile(target.resolve("a/d/f"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
    }

    @Test
    void followsNoLinkAboveThePathOnTheTarget() throws IOException {
        Files.createDirectories(source.resolve("a/d"));
        Files.createFile(source.resolve("a/d/f"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/d"));
        Files.createFile(elsewhere.resolve("f"));
        Files.createSymbolicLink(target.resolve("a"), folder.resolve("elsewhere"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
        Files.delete(source.resolve("a/d/f"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
    }

    @Test
    void findsADirectoryAboveThatWasRemovedOrGotOtherAttributesUnnoticed() throws IOException {
        Files.createDirectories(source.resolve("a/b"));
        Files.createDirectories(target.resolve("a/b"));
        assertThat(look("a/b/f").kind()).isEqualTo(Kind.IN_SYNC);
        Files.setPosixFilePermissions(source.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        assertThat(walked("a/b/f")).isEqualTo(new RelativePath("a"));
        Files.delete(source.resolve("a/b"));
        Files.setPosixFilePermissions(target.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        assertThat(walked("a/b/f")).isEqualTo(new RelativePath("a/b"));
    }

    @Test
    void tellsThatADirectoryHasAnotherTimeThoughItsEntryIsInSync() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(target.resolve("d"));
        FileTime then = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(source.resolve("d"), then);
        // It came and went again before anybody looked.
        assertThat(((Verdict.InSync) look("d/f")).directoryDiffers()).isTrue();
        Files.setLastModifiedTime(target.resolve("d"), then);
        assertThat(((Verdict.InSync) look("d/f")).directoryDiffers()).isFalse();
    }

    @Test
    void tellsOfDirectoriesThatAreNotWhatTheyWere() throws IOException {
        Files.createDirectories(source.resolve("new"));
        Files.createDirectories(target.resolve("gone"));
        Files.createFile(target.resolve("file"));
        look("new");
        look("gone");
        look("file");
        assertThat(moved).containsExactly(new RelativePath("new"), new RelativePath("gone"));
    }

    @Test
    void bracketsALookWithNamesThatDoNotExist() throws IOException {
        Files.createFile(source.resolve("f"));
        look("f");
        assertThat(looks).hasSize(3);
        assertThat(looks.get(1)).isEqualTo(new RelativePath("f"));
        assertThat(Canaries.is(looks.get(0))).isTrue();
        assertThat(Canaries.is(looks.get(2))).isTrue();
    }

    @Test
    void throwsWhereAFileSystemDoesNotSay() throws IOException {
        reconciler = reconciler(failing("unknowable", Errno.EIO));
        assertThatThrownBy(() -> look("unknowable")).isInstanceOf(FileSystemException.class);
    }

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
    void neverTouchesTheSource() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Entry before = Lstat.read(source).orElseThrow();
        look("d");
        page("", Origin.WALK, "d", "always");
        assertThat(Lstat.read(source)).contains(before);
    }

    @Test
    void handsOnDirectoriesFirstAndThenBatchesOfFiles() throws IOException {
        List<String> names = new ArrayList<>(List.of("d", "e"));
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(source.resolve("e"));
        for (int i = 0; i < 40; i++) {
            names.add("f" + i);
            Files.createFile(source.resolve("f" + i));
        }
        List<Batch> batches = batches("", Origin.WALK, names.toArray(String[]::new));
        assertThat(batches).extracting(batch -> batch.verdicts().size()).containsExactly(2, 32, 8);
        assertThat(unequal).isEqualTo(42);
        assertThat(stand).as("the directories stand").isFalse();
        batches.get(0).ended().run();
        assertThat(stand).isTrue();
    }

    @Test
    void givesNoWorkerMoreThanItsShareOfTheBytes() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (FileChannel file = FileChannel.open(source.resolve("f" + i), CREATE_NEW, WRITE)) {
                file.write(ByteBuffer.allocate(1), (3 << 20) - 1);
            }
        }
        List<Batch> batches = batches("", Origin.WALK, "f0", "f1", "f2", "f3", "f4");
        assertThat(batches).extracting(batch -> batch.verdicts().size()).containsExactly(2, 2, 1);
        assertThat(stand).as("there are no directories").isTrue();
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
    void holdsEverythingWhileTheSourceIsNotThere() throws IOException {
        Files.createFile(source.resolve("f"));
        Files.createFile(target.resolve("gone"));
        Path away = Files.move(source, folder.resolve("away"));
        Files.createDirectory(source);
        assertThat(look("f").kind()).isEqualTo(Kind.WAIT);
        assertThat(look("gone").kind()).isEqualTo(Kind.WAIT);
        assertThat(look("d/f").kind()).isEqualTo(Kind.WAIT);
        assertThat(page("", Origin.WALK, "f", "gone")).extracting(Verdict::kind).containsOnly(Kind.WAIT);
        Files.delete(source);
        Files.move(away, source);
        assertThat(look("f").kind()).isEqualTo(Kind.APPLY);
        assertThat(look("gone").kind()).isEqualTo(Kind.REMOVE);
        assertThat(look("d/f").kind()).isEqualTo(Kind.IN_SYNC);
    }

    private RelativePath walked(String path) throws IOException {
        return ((Verdict.Walk) look(path)).directory();
    }

    @Test
    void doesNotLookInADirectoryThatIsNotWhereTheHintMeantIt() throws IOException {
        Files.createDirectory(source.resolve("a"));
        Files.createDirectory(source.resolve("b"));
        long a = Lstat.read(source.resolve("a")).orElseThrow().inode();
        long b = Lstat.read(source.resolve("b")).orElseThrow().inode();
        assertThat(look("gone/f", a).kind()).isEqualTo(Kind.MOVED);
        assertThat(look("b/f", a).kind())
                .as("not known yet to be the same numbers")
                .isNotEqualTo(Kind.MOVED);
        assertThat(look("a/f", a).kind()).isNotEqualTo(Kind.MOVED);
        assertThat(look("b/f", a).kind()).as("known to be the same numbers").isEqualTo(Kind.MOVED);
        assertThat(look("b/f", b).kind()).isNotEqualTo(Kind.MOVED);
        assertThat(look("b/f", 0).kind()).as("named by its path").isNotEqualTo(Kind.MOVED);
    }

    /** A step that is tried again must not wait for itself. */
    @Test
    void knowsTheClaimOfAnExchangeWhoseStepIsTriedAgain() throws IOException {
        Files.createFile(source.resolve("f"));
        Exchange exchange = exchange();
        exchange.setExchangeId("one");
        assertThat(reconciler.look(task("f"), exchange).kind()).isEqualTo(Kind.APPLY);
        assertThat(reconciler.look(task("f"), exchange).kind()).isEqualTo(Kind.APPLY);
        Exchange copy = exchange();
        copy.setExchangeId("one");
        assertThat(reconciler.look(task("f"), copy).kind()).isEqualTo(Kind.APPLY);
        assertThat(reconciler.look(task("f"), exchange()).kind()).isEqualTo(Kind.WAIT);
    }

    @Test
    void findsTheSourcesEntryThatIsCalledAsItsOwnFolder() throws IOException {
        Files.createDirectory(source.resolve(".caravan"));
        List<RelativePath> leftOut = new ArrayList<>();
        LeftOut.Recorder recorder = new LeftOut.Recorder() {
            @Override
            public void found(RelativePath path, LeftOut.Kind kind) {
                leftOut.add(path);
            }

            @Override
            public void gone(RelativePath path) {
                leftOut.remove(path);
            }

            @Override
            public boolean accepts(LeftOut.Kind kind) {
                return false;
            }
        };
        Trees trees = new Trees(
                Roots.open(source, target),
                new NativePosix(),
                new HardLinks(),
                new TargetLimits(),
                true,
                new TouchedDirectories(),
                recorder);
        reconciler(trees)
                .page(
                        new Page(
                                RelativePath.ROOT,
                                List.of(ListedEntry.unknown(RelativePath.ROOT)),
                                Origin.WALK,
                                ticket,
                                finds()),
                        exchange());
        assertThat(leftOut).containsExactly(Exclusions.OWN);
    }

    @Test
    void letsTheExchangeComeBackToAPathThatWasMoved() throws IOException {
        Exchange exchange = exchange();
        assertThat(reconciler.look(task("gone/f", 4711), exchange).kind()).isEqualTo(Kind.MOVED);
        assertThat(reconciler.look(task("gone/f"), exchange).kind()).isEqualTo(Kind.IN_SYNC);
        assertThat(look("gone/f").kind()).as("another exchange").isEqualTo(Kind.WAIT);
        complete(exchange);
        assertThat(look("gone/f").kind()).isEqualTo(Kind.IN_SYNC);
    }

    private Verdict look(String path, long directoryInode) throws IOException {
        Exchange exchange = exchange();
        try {
            return reconciler.look(task(path, directoryInode), exchange);
        } finally {
            complete(exchange);
        }
    }

    private Task task(String path, long directoryInode) {
        return task(path).at(new RelativePath(path), directoryInode);
    }

    private Verdict look(String path) throws IOException {
        Exchange exchange = exchange();
        try {
            return reconciler.look(task(path), exchange);
        } finally {
            complete(exchange);
        }
    }

    private Task task(String path) {
        return new Task(new RelativePath(path), Ticket.NONE, clock.instant(), Origin.HINT, 0);
    }

    private Verdict apply(String path) throws IOException {
        Look look = new Look(clock.instant(), clock.instant());
        Entry entry = Lstat.read(source.resolve(path)).orElseThrow();
        return new Verdict.Apply(task(path), look, entry, Optional.empty(), false);
    }

    private Kind claim(String path) throws IOException {
        Batch batch = reconciler.claim(new Batch(List.of(apply(path)), () -> {}), exchange());
        return batch.verdicts().get(0).kind();
    }

    private List<Verdict> page(String directory, Origin origin, String... entries) {
        return batches(directory, origin, entries).stream()
                .flatMap(batch -> batch.verdicts().stream())
                .toList();
    }

    private List<Batch> batches(String directory, Origin origin, String... entries) {
        List<ListedEntry> listed = Arrays.stream(entries)
                .map(RelativePath::new)
                .map(ListedEntry::unknown)
                .toList();
        return reconciler.page(new Page(new RelativePath(directory), listed, origin, ticket, finds()), exchange());
    }

    private Page.Listener finds() {
        return new Page.Listener() {
            @Override
            public void directory(RelativePath path, Page.Copy copy) {
                subdirectories.add(path);
            }

            @Override
            public void unequal() {
                unequal++;
            }

            @Override
            public void directoriesStand() {
                stand = true;
            }
        };
    }

    private void copy(String name) throws IOException {
        Path copy = Files.createFile(target.resolve(name));
        Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source.resolve(name)));
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }

    /** As a route does it when the exchange has come to its end. */
    private static void complete(Exchange exchange) {
        List<Synchronization> completions = exchange.getExchangeExtension().handoverCompletions();
        if (completions == null) {
            return;
        }
        completions.forEach(completion -> {
            if (exchange.getException() == null) {
                completion.onComplete(exchange);
            } else {
                completion.onFailure(exchange);
            }
        });
    }
}
