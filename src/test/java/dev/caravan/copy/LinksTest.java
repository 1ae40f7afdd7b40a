package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Faults;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Refusing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with several names, of which one comes, goes or leads elsewhere. */
class LinksTest {
    @TempDir
    private Path folder;

    private TwoTrees trees;

    /** One file with the names a, b and d/c, on both sides. */
    @BeforeEach
    void makeTrees() throws IOException {
        trees = new TwoTrees(folder);
        Path a = Files.writeString(trees.source.resolve("a"), "old");
        Files.createLink(trees.source.resolve("b"), a);
        Files.createLink(Files.createDirectory(trees.source.resolve("d")).resolve("c"), a);
        for (String name : List.of("a", "b", "d", "d/c")) {
            trees.carryOut(name);
        }
        assertThat(trees.ofTarget("a").links()).isEqualTo(3);
    }

    @Test
    void looksAtAnotherNameWhereTheFileWasWrittenByOneThatIsGone() throws IOException {
        write("a", "newer");
        Files.delete(trees.source.resolve("a"));
        List<RelativePath> twins = twins("a");
        assertThat(twins).hasSize(1).isSubsetOf(new RelativePath("b"), new RelativePath("d/c"));
        RelativePath first = twins.get(0);
        List<RelativePath> rest = twins(first.latin1());
        assertThat(rest).hasSize(1).doesNotContain(first);
        trees.carryOut(rest.get(0).latin1());
        assertSameFile("b", "d/c");
        assertThat(trees.target.resolve("b")).hasContent("newer");
    }

    @Test
    void looksAtTheLastNameThatIsLeft() throws IOException {
        write("a", "newer");
        Files.delete(trees.source.resolve("a"));
        Files.delete(trees.source.resolve("d/c"));
        assertThat(trees.ofSource("b").isHardLinked()).isFalse();
        assertThat(twins("d/c")).containsExactly(new RelativePath("b"));
        assertThat(twins("a")).containsExactly(new RelativePath("b"));
        trees.carryOut("b");
        assertThat(trees.target.resolve("b")).hasContent("newer");
    }

    @Test
    void looksAtAnotherNameWhereAttributesWereChangedByOneThatIsGone() throws IOException {
        Files.setPosixFilePermissions(trees.source.resolve("a"), PosixFilePermissions.fromString("rw-------"));
        Files.delete(trees.source.resolve("a"));
        assertThat(twins("a")).hasSize(1);
    }

    @Test
    void looksAtAnotherNameWhereTheFileWasWrittenByOneThatLeadsElsewhere() throws IOException {
        write("a", "newer");
        Files.delete(trees.source.resolve("a"));
        write("a", "another file");
        assertThat(twins("a")).hasSize(1).doesNotContain(new RelativePath("a"));
        assertThat(trees.target.resolve("a")).hasContent("another file");
    }

    @Test
    void looksAtAnotherNameWhereADirectoryWentWithOne() throws IOException {
        write("d/c", "newer");
        Files.delete(trees.source.resolve("d/c"));
        Files.delete(trees.source.resolve("d"));
        assertThat(twins("d")).hasSize(1).isSubsetOf(new RelativePath("a"), new RelativePath("b"));
    }

    @Test
    void looksAtNothingWhereTheOtherNamesAreEqual() throws IOException {
        Files.delete(trees.source.resolve("a"));
        assertThat(twins("a")).isEmpty();
        Files.delete(trees.source.resolve("d/c"));
        assertThat(twins("d/c")).isEmpty();
    }

    @Test
    void looksAgainWhereTheRemovalFailed() throws IOException {
        write("a", "newer");
        Files.delete(trees.source.resolve("a"));
        Verdict verdict = trees.verdict("a");
        int calls = 0;
        for (int failing = 1; Files.exists(trees.target.resolve("a")); failing++, calls++) {
            Copier copier = trees.copier(new Faults(failing, false).around(new NativePosix()));
            if (failing > 100) {
                throw new AssertionError("it is never removed");
            }
            try {
                assertThat(((Verdict.Applied) copier.carryOut(verdict)).twins()).hasSize(1);
            } catch (IOException e) {
                assertThat(trees.target.resolve("a")).exists();
            }
        }
        assertThat(calls).isGreaterThan(5);
    }

    @Test
    void countsNoNameInTheTrash() throws IOException {
        Files.delete(trees.source.resolve("a"));
        trees.carryOut("a");
        assertThat(trees.ofTarget("b").links()).isEqualTo(2);
        Files.setPosixFilePermissions(trees.source.resolve("b"), PosixFilePermissions.fromString("rw-------"));
        assertThat(twins("b")).isEmpty();
        assertSameFile("b", "d/c");
    }

    @Test
    void countsNoNameInTheTrashBelowADirectory() throws IOException {
        Files.delete(trees.source.resolve("d/c"));
        Files.delete(trees.source.resolve("d"));
        trees.carryOut("d");
        assertThat(trees.ofTarget("b").links()).isEqualTo(2);
    }

    /** It has gone on the source, and nobody has looked at it since. */
    @Test
    void makesNoNewCopyForTheSakeOfANameThatIsStillToGo() throws IOException {
        Files.move(trees.source.resolve("a"), trees.source.resolve("moved"));
        trees.carryOut("moved");
        assertThat(trees.ofTarget("b").links()).isEqualTo(4);
        trees.carryOut("b");
        assertSameFile("b", "d/c");
    }

    @Test
    void breaksUpWhatTheSourceBrokeUp() throws IOException {
        Path own =
                Files.copy(trees.source.resolve("a"), trees.source.resolve("own"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(own, trees.source.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
        trees.carryOut("a");
        assertThat(trees.ofTarget("a").links()).isEqualTo(1);
        assertSameFile("b", "d/c");
    }

    /** Two of the names were copied at the same moment, before anybody knew that they are one file. */
    @Test
    void joinsCopiesThatStandApart() throws IOException {
        for (String apart : List.of("a", "b", "d/c")) {
            Path copy = trees.target.resolve(apart);
            Files.copy(copy, trees.target.resolve("x"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(trees.target.resolve("x"), copy, StandardCopyOption.REPLACE_EXISTING);
            List<RelativePath> toLookAt = new ArrayList<>(List.of(new RelativePath(apart)));
            for (int looks = 0; !toLookAt.isEmpty(); looks++) {
                assertThat(looks).as("looks at %s", toLookAt).isLessThan(10);
                toLookAt.addAll(twins(toLookAt.remove(0).latin1()));
            }
            assertThat(trees.ofTarget("a").links())
                    .as("names of one copy, after " + apart)
                    .isEqualTo(3);
        }
    }

    /** A new name gives all the others a new ctime, so that the data of each is in doubt. */
    @Test
    void asksTheOtherNamesOnceForAllThatAreInDoubt() throws IOException {
        int names = 40;
        for (int i = 0; i < names; i++) {
            Files.createLink(trees.source.resolve("n" + i), trees.source.resolve("a"));
            trees.carryOut("n" + i);
        }
        AtomicInteger opened = new AtomicInteger();
        Copier counting = trees.copier(Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (call.equals("open") && arguments.size() == 2) {
                opened.incrementAndGet();
            }
            return null;
        }));
        for (int i = 0; i < names; i++) {
            assertThat(counting.carryOut(trees.verdict("n" + i)).kind()).isEqualTo(Verdict.Kind.IN_SYNC);
        }
        // A directory a side each, and once those of all the others.
        assertThat(opened.get()).isLessThan(10 * names);
    }

    private void write(String path, String content) throws IOException {
        Files.writeString(trees.source.resolve(path), content);
    }

    private List<RelativePath> twins(String path) throws IOException {
        return ((Verdict.Applied) trees.carryOut(path)).twins();
    }

    private void assertSameFile(String one, String other) throws IOException {
        assertThat(trees.ofTarget(one).inode()).isEqualTo(trees.ofTarget(other).inode());
    }
}
