package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.Entry;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Refusing;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A new file gets its owner, mode and attributes with no more calls than it needs, and never lets in more than it will. */
class NewFileCallsTest {
    @TempDir
    private Path folder;

    private final List<String> calls = new ArrayList<>();
    private TwoTrees trees;
    private int initialMode;

    @BeforeEach
    void watch() throws IOException {
        trees = new TwoTrees(folder, Refusing.around(new NativePosix(), (call, entry, arguments) -> {
            if (TemporaryName.is(entry)) {
                calls.add(call);
                initialMode = call.equals("create") ? (int) arguments.get(1) : initialMode;
            }
            return null;
        }));
    }

    private Entry copied(int uid, int gid, int mode) throws IOException {
        Path file = Files.writeString(trees.source.resolve("f"), "content");
        Files.setAttribute(file, "unix:uid", uid);
        Files.setAttribute(file, "unix:gid", gid);
        Files.setAttribute(file, "unix:mode", mode);
        return copied();
    }

    private Entry copied() throws IOException {
        trees.carryOut("f");
        Entry copy = trees.ofTarget("f");
        Entry source = trees.ofSource("f");
        assertThat(copy.mode()).isEqualTo(source.mode());
        assertThat(copy.uid()).isEqualTo(source.uid());
        assertThat(copy.gid()).isEqualTo(source.gid());
        assertThat(copy.attributes()).isEqualTo(source.attributes());
        assertThat(copy.modified()).isEqualTo(source.modified());
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"644", "755", "600", "666", "777"})
    void whatAnOrdinaryFileHasAlreadyIsNotSet(String mode) throws IOException {
        copied(0, 0, Integer.parseInt(mode, 8));
        assertThat(calls).doesNotContain("setOwner", "attributes");
        // The umask of this process may keep some of the others from it.
        if (Set.of("644", "755", "600").contains(mode)) {
            assertThat(calls).doesNotContain("setMode");
        }
    }

    @Test
    void anothersFileGetsItsOwnerAlone() throws IOException {
        copied(1000, 1001, 0644);
        assertThat(calls).contains("setOwner").doesNotContain("setMode", "attributes");
    }

    @ParameterizedTest
    @CsvSource({"640", "660", "4755", "2755", "1777", "444", "000", "070", "650"})
    void letsInNobodyButItsOwnerUntilItsGroupIsSureOrItsSpecialBitsAreSet(String mode) throws IOException {
        copied(1000, 1001, Integer.parseInt(mode, 8));
        assertThat(initialMode).isEqualTo(0600);
        assertThat(calls).contains("setMode");
    }

    /** Whatever the group of the directory is: it gets no more than all others, who get no more than in the end. */
    @Test
    void noInitialModeGivesMoreThanTheLast() throws IOException {
        for (int mode = 0; mode <= 07777; mode++) {
            Files.deleteIfExists(trees.source.resolve("f"));
            Files.deleteIfExists(trees.target.resolve("f"));
            copied(0, 1001, mode);
            int others = initialMode & 07;
            int group = initialMode >> 3 & 07;
            assertThat(group & ~others).as("group of %o", mode).isZero();
            assertThat(initialMode & 077 & ~mode).as("all of %o", mode).isZero();
            assertThat(initialMode & ~0777).as("special of %o", mode).isZero();
        }
    }

    @Test
    void aDefaultAclOfTheDirectoryIsNotPassedOn() throws Exception {
        Tools.require("setfacl");
        Tools.run("setfacl", "-d", "-m", "u:77:rwx", trees.target);
        Entry copy = copied(0, 0, 0644);
        assertThat(initialMode).isEqualTo(0600);
        assertThat(copy.attributes()).isEmpty();
    }

    @Test
    void aFileWithAttributesGetsThemBeforeItsMode() throws IOException {
        Path file = Files.writeString(trees.source.resolve("f"), "content");
        Files.setAttribute(file, "user:kept", new byte[] {'x'});
        Files.setAttribute(file, "unix:mode", 0444);
        assertThat(copied().attributes()).containsEntry("user.kept", "x");
        assertThat(initialMode).isEqualTo(0600);
    }
}
