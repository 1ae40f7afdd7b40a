package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Errno;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Refusing;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a directory comes about that the target lacks: in few calls, and never with more rights than in the end. */
class NewDirectoryCallsTest {
    @TempDir
    private Path folder;

    private final List<String> calls = new ArrayList<>();
    private final List<Integer> modes = new ArrayList<>();
    private Errno refusal;
    private TwoTrees trees;

    @BeforeEach
    void watch() throws IOException {
        trees = new TwoTrees(folder, Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (entry.equals("d") || TemporaryName.is(entry)) {
                calls.add(call);
                if (call.equals("makeDirectory") && arguments.size() == 2) {
                    modes.add((int) arguments.get(1));
                }
                if (call.equals("setTimes") && refusal != null) {
                    return refusal;
                }
            }
            return null;
        }));
    }

    private Path directory(int uid, int mode) throws IOException {
        Path directory = Files.createDirectory(trees.source.resolve("d"));
        Files.setAttribute(directory, "unix:uid", uid);
        Files.setAttribute(directory, "unix:mode", mode);
        return directory;
    }

    private void assertCopied() throws IOException {
        Entry copy = trees.ofTarget("d");
        Entry source = trees.ofSource("d");
        assertThat(copy.mode()).isEqualTo(source.mode());
        assertThat(copy.uid()).isEqualTo(source.uid());
        assertThat(copy.attributes()).isEqualTo(source.attributes());
        assertThat(copy.modified()).isEqualTo(source.modified());
    }

    @Test
    void isMadeUnderItsOwnNameWithItsModeAtOnce() throws IOException {
        directory(0, 0755);
        Verdict verdict = trees.verdict("d");
        calls.clear();

        assertThat(trees.copier.carryOut(verdict).kind()).isEqualTo(Verdict.Kind.APPLIED);

        assertThat(calls).containsExactly("makeDirectory", "look", "setTimes", "look");
        assertThat(modes).containsExactly(0755);
        assertCopied();
    }

    @ParameterizedTest
    @CsvSource({"0, 2775", "1000, 770", "1000, 1777", "0, 000", "0, 570"})
    void letsInNobodyButItsOwnerWhereItIsNotSureWhoElseMay(int uid, String mode) throws IOException {
        directory(uid, Integer.parseInt(mode, 8));
        trees.carryOut("d");
        assertThat(modes).containsExactly(0700);
        assertCopied();
    }

    @Test
    void aDefaultAclOfTheDirectoryAboveIsNotPassedOn() throws Exception {
        Tools.require("setfacl");
        Tools.run("setfacl", "-d", "-m", "u:77:rwx", trees.target);
        directory(0, 0755);
        trees.carryOut("d");
        assertThat(modes).containsExactly(0700);
        assertCopied();
    }

    /** The look that found none is some time ago. */
    @Test
    void takesThePlaceOfWhatCameMeanwhile() throws IOException {
        directory(0, 0750);
        Verdict verdict = trees.verdict("d");
        Files.writeString(trees.target.resolve("d"), "somebody's");

        assertThat(trees.copier.carryOut(verdict).kind()).isEqualTo(Verdict.Kind.APPLIED);

        assertCopied();
        assertThat(trees.ofTarget("d").isDirectory()).isTrue();
    }

    @Test
    void isMadeWholeByTheNextTryAfterAFailure() throws IOException {
        directory(0, 0755);
        Verdict verdict = trees.verdict("d");
        refusal = Errno.EIO;
        assertThatThrownBy(() -> trees.copier.carryOut(verdict)).isInstanceOf(IOException.class);
        refusal = null;

        assertThat(trees.copier.carryOut(verdict).kind()).isEqualTo(Verdict.Kind.APPLIED);

        assertCopied();
    }

    @Test
    void whatDiffersInItsTimesAloneGetsNothingElse() throws IOException {
        directory(1000, 0750);
        trees.carryOut("d");
        Files.createFile(trees.target.resolve("d/new"));
        Verdict verdict = trees.verdict("d");
        calls.clear();

        trees.copier.carryOut(verdict);

        assertThat(calls).doesNotContain("setOwner", "setMode", "setAttribute").contains("setTimes");
        assertCopied();
    }
}
