package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Faults;
import dev.caravan.posix.NativePosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreesTest {
    private static final RelativePath FILE = new RelativePath("f");

    @TempDir
    private Path folder;

    private final HardLinks names = new HardLinks();
    private Roots roots;

    @BeforeEach
    void makeTrees() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = Files.createDirectory(folder.resolve("target"));
        for (Path root : new Path[] {source, target}) {
            Files.writeString(root.resolve("f"), "content");
            Files.createLink(root.resolve("g"), root.resolve("f"));
        }
        roots = Roots.open(source, target);
    }

    /** Both a missing source and a missing target would be acted upon. */
    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EIO", "ESTALE", "EACCES", "ENAMETOOLONG", "EPERM", "ENOSPC"})
    void doesNotCallGoneWhatTheFileSystemDidNotTellOf(Errno errno) {
        for (int call = 1; call <= 2; call++) {
            int at = call;
            Faults.Action fail = () -> {
                throw Faults.error(errno);
            };
            assertThatThrownBy(() -> trees(new Faults(at, false, fail, false)).source(FILE))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> trees(new Faults(at, false, fail, false)).target(FILE))
                    .isInstanceOf(IOException.class);
        }
        assertThat(names.at(FILE)).isEmpty();
    }

    @Test
    void countsNoNameOfTheTargetThatIsInTheTrash() throws IOException {
        Trees trees = trees(new Faults(0, false));
        names.trashed(trees.target(FILE).orElseThrow());
        assertThat(trees.target(FILE)).map(Entry::links).contains(1);
        assertThat(trees.source(FILE)).map(Entry::links).contains(2);
    }

    private Trees trees(Faults faults) {
        return TreesFixture.trees(roots, faults.around(new NativePosix()), names);
    }
}
