package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Trash;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.TreesFixture;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other processes write to the same target, at the worst moment. */
class OtherMoversTest extends CopierFixture {
    private static final Duration LONG = Duration.ofSeconds(6);

    /** Proves equal nothing that was not compared. */
    private final KnownEqual known = new KnownEqual(new KnownEqual.Base(Instant.EPOCH, null, null));

    /** What another process does just before a call of this one. */
    @FunctionalInterface
    private interface Deed {
        void happen() throws IOException;
    }

    /** Deeds by the name of the call before or after which they happen, once. */
    private final Map<String, Deed> before = new HashMap<>();

    private final Map<String, Deed> after = new HashMap<>();

    @Override
    Posix posix() {
        Posix real = new NativePosix();
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, call, arguments) -> {
                    happen(before, call.getName());
                    try {
                        Object result = call.invoke(real, arguments);
                        happen(after, call.getName());
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void happen(Map<String, Deed> deeds, String call) throws IOException {
        Deed deed = deeds.remove(call);
        if (deed != null) {
            deed.happen();
        }
    }

    @Override
    Copier copier(Copier.Data data) {
        return new Copier(
                TreesFixture.trees(roots, posix, hardLinks, LeftOut.Recorder.NONE, known),
                new Trash(target, posix, clock),
                new CopyOptions(QUIET, true, false, new Bandwidth(0), Runnable::run),
                clock,
                copyMeters,
                data);
    }

    /** By a clock as it was when the trees were made, nothing that is known of them would be certain. */
    @BeforeEach
    void setTheClock() {
        clock.advance(Duration.between(clock.instant(), Instant.now().plusSeconds(60)));
    }

    /** A process that was stopped for two minutes is taken for dead by another host, which removes what it left. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copiesAgainWhereItsTemporaryFileWasRemoved(boolean isLong) throws IOException {
        write("f", "content");
        Files.writeString(target.resolve("f"), "older");
        Copier stopped = copier((from, to, size) -> {
            Files.delete(temporary("f"));
            clock.advance(isLong ? LONG : Duration.ZERO);
            return UNBOUND.copy(from, to, size);
        });
        assertThatThrownBy(() -> stopped.carryOut(apply("f"))).isInstanceOf(IOException.class);
        assertThat(target.resolve("f")).hasContent("older");
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("f");
        assertThat(entries(target)).containsExactly(".caravan", "f");
    }

    @Test
    void renamesNoFileThatItHasNotMade() throws IOException {
        write("f", "content");
        Copier copier = copier((from, to, size) -> {
            Files.writeString(folder.resolve("half"), "con");
            Files.move(folder.resolve("half"), temporary("f"), StandardCopyOption.REPLACE_EXISTING);
            clock.advance(LONG);
            return UNBOUND.copy(from, to, size);
        });
        assertThatThrownBy(() -> copier.carryOut(apply("f")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("f: its temporary file was removed or replaced");
        assertThat(target.resolve("f")).doesNotExist();
        assertThat(temporary("f")).hasContent("con");
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertThat(entries(target)).containsExactly(".caravan", "f");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void replacesNoNewerCopyAfterALongOne(boolean isThere) throws IOException {
        write("f", "content");
        if (isThere) {
            Files.writeString(target.resolve("f"), "older");
        }
        Copier copier = copier((from, to, size) -> {
            put("f", "another's");
            clock.advance(LONG);
            return UNBOUND.copy(from, to, size);
        });
        assertThat(copier.carryOut(apply("f")).kind()).isEqualTo(Kind.WAIT);
        assertThat(target.resolve("f")).hasContent("another's");
        assertThat(entries(target)).containsExactly(".caravan", "f");
    }

    @Test
    void looksAgainWhereAnotherCopyHasTakenThePlaceOfItsOwn() throws IOException {
        write("f", "content");
        after.put("rename", () -> {
            put("f", "CONTENT");
            Files.setLastModifiedTime(target.resolve("f"), FileTime.from(OLD));
        });
        Verdict.Applied applied = (Verdict.Applied) copier.carryOut(apply("f"));
        assertThat(applied.again()).contains(clock.instant().plusSeconds(1));
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.IN_DOUBT);
        assertThat(((Verdict.Applied) copier.carryOut(apply("f"))).again()).isEmpty();
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.EQUAL);
        assertEqualOnBothSides("f");
    }

    @Test
    void remembersACopyThatStaysItsOwn() throws IOException {
        write("f", "content");
        Files.createLink(source.resolve("g"), source.resolve("f"));
        for (String path : new String[] {"f", "g"}) {
            assertThat(((Verdict.Applied) copier.carryOut(apply(path))).again()).isEmpty();
            assertThat(trust(path)).isEqualTo(KnownEqual.Trust.EQUAL);
        }
    }

    @Test
    void leavesADirectoryThatAnotherHasJustMadeWithWhatIsInIt() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.setLastModifiedTime(source.resolve("d"), FileTime.from(OLD));
        Verdict.Apply apply = apply("d");
        Path made = Files.createDirectory(target.resolve("d"));
        long inode = Lstat.read(made).orElseThrow().inode();
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.APPLIED);
        assertThat(Lstat.read(made).orElseThrow().inode()).isEqualTo(inode);
        assertEqualOnBothSides("d");
        Files.createFile(made.resolve("in"));
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.APPLIED);
        assertThat(made.resolve("in")).exists();
        assertEqualOnBothSides("d");
    }

    /** Two processes replace a file by a directory, and the first one has filled its own already. */
    @Test
    void swapsNoDirectoryAwayThatAnotherHasJustFilled() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.writeString(target.resolve("d"), "older");
        before.put("exchange", () -> {
            Files.delete(target.resolve("d"));
            Files.writeString(Files.createDirectory(target.resolve("d")).resolve("in"), "content");
        });
        assertThat(carryOut("d")).isEqualTo(Kind.WAIT);
        assertThat(target.resolve("d/in")).hasContent("content");
        assertThat(entries(target)).containsExactly(".caravan", "d");
        assertThat(target.resolve(".caravan/trash")).doesNotExist();
    }

    @Test
    void removesNothingThatAnotherHasJustMade() throws IOException {
        Files.writeString(target.resolve("f"), "older");
        Verdict.Remove remove = remove("f");
        put("f", "another's");
        assertThat(copier.carryOut(remove).kind()).isEqualTo(Kind.WAIT);
        assertThat(target.resolve("f")).hasContent("another's");
        assertThat(copier.carryOut(remove("f")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(target.resolve("f")).doesNotExist();
    }

    /** Another process has copied it in between, and holds it for done. */
    @Test
    void looksAgainAtWhatCameBackWhileItWasRemoved() throws IOException {
        Files.createDirectory(target.resolve("d"));
        after.put("renameToFree", () -> Files.createDirectory(source.resolve("d")));
        assertThat(copier.carryOut(remove("d")).kind()).isEqualTo(Kind.WAIT);
    }

    @Test
    void appendsToNoFileWhoseBeginningItHasNotCompared() throws IOException {
        write("f", "0123456789".repeat(200_000));
        carryOut("f");
        Files.writeString(source.resolve("f"), "more", StandardOpenOption.APPEND);
        // The first time finds out whether the file system has clones.
        carryOut("f");
        Files.writeString(source.resolve("f"), " and more", StandardOpenOption.APPEND);
        before.put("openForWriting", () -> put("f", "9876543210".repeat(200_000) + "more"));
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("f");
    }

    private KnownEqual.Trust trust(String path) throws IOException {
        Entry ours = Lstat.read(source.resolve(path)).orElseThrow();
        return known.of(
                new RelativePath(path), ours, Lstat.read(target.resolve(path)).orElseThrow());
    }

    private Path temporary(String path) {
        return TemporaryName.beside(new RelativePath(path)).under(target);
    }

    /** As another process does: its own temporary file, one rename. */
    private void put(String path, String content) throws IOException {
        Path made = Files.writeString(folder.resolve("anothers"), content);
        Files.move(made, target.resolve(path), StandardCopyOption.ATOMIC_MOVE);
    }
}
