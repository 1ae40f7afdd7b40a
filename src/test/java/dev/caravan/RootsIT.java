package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.Tools;
import dev.caravan.trees.Belonging;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.Roots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roots that are mounts, which come and go. */
class RootsIT {
    private static final RelativePath F = new RelativePath("f");

    @TempDir
    private Path folder;

    private final Deque<Path> mounted = new ArrayDeque<>();
    private Path source;
    private Path target;

    @BeforeEach
    void makeRoots() throws Exception {
        Tools.require("mount", "umount");
        folder = folder.toRealPath();
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    @AfterEach
    void unmountAll() throws Exception {
        while (!mounted.isEmpty()) {
            Tools.run("umount", "-l", mounted.pop());
        }
    }

    /** FUSE and NFS get another device number at each mount. */
    @Test
    void knowASourceThatWasMountedAgainUnderAnotherDeviceNumber() throws Exception {
        mountAt(source, "server:/export");
        Roots roots = Roots.open(source, target);
        long before = roots.sourceDevice();
        mountAnew(source, "server:/export");
        Entry file = Lstat.read(source.resolve("f")).orElseThrow();
        assertThat(file.device()).isNotEqualTo(before);

        assertThat(roots.belonging(F, file)).isEqualTo(Belonging.SOURCE);
        roots.check();
        assertThat(roots.sourceDevice()).isEqualTo(file.device());
        assertThat(roots.generation())
                .as("a walk that was under way has to be repeated")
                .isEqualTo(1);
    }

    @Test
    void takeNothingElseForTheSource() throws Exception {
        mountAt(source, "server:/export");
        Roots roots = Roots.open(source, target);
        mountAnew(source, "server:/other");
        Entry file = Lstat.read(source.resolve("f")).orElseThrow();
        assertThatThrownBy(roots::check).isInstanceOf(LostRootException.class);
        assertThat(roots.belonging(F, file)).isEqualTo(Belonging.UNKNOWN);
    }

    /** What somebody left below the mount is no file of the source, and must not be taken for what left it either. */
    @Test
    void sayNothingOfWhatLiesBelowTheSourcesMount() throws Exception {
        Files.createFile(source.resolve("f"));
        Entry below = Lstat.read(source.resolve("f")).orElseThrow();
        mountAt(source, "server:/export");
        Roots roots = Roots.open(source, target);
        // Seen before it was mounted, asked about after.
        assertThat(roots.belonging(F, below)).isEqualTo(Belonging.UNKNOWN);
    }

    @Test
    void knowATargetAgainByItsMarker() throws Exception {
        Files.createFile(source.resolve("f"));
        mountAt(target, "one");
        Roots roots = Roots.open(source, target);
        mountAnew(target, "two");
        assertThatThrownBy(roots::check).isInstanceOf(LostRootException.class);
        Files.createDirectory(target.resolve(".caravan"));
        Files.writeString(target.resolve(".caravan/marker"), roots.mark());
        roots.check();
        assertThat(roots.targetDevice()).isEqualTo(Files.getAttribute(target, "unix:dev"));
    }

    @Test
    void leaveOutWhatIsMountedBelowTheSource() throws Exception {
        Path below = Files.createDirectory(source.resolve("below"));
        Roots roots = Roots.open(source, target);
        mountAt(below, "other");
        assertThat(roots.belonging(
                        new RelativePath("below/f"),
                        Lstat.read(below.resolve("f")).orElseThrow()))
                .isEqualTo(Belonging.OTHER);
    }

    @Test
    void areRefusedWhereOneLiesInTheOtherByWayOfABindMount() throws Exception {
        Path inside = Files.createDirectory(source.resolve("backup"));
        for (Path shown : new Path[] {inside, source}) {
            bind(shown, target);
            assertThat(refusal()).as("%s at the target", shown).contains("one lies inside the other");
            assertThat(source.resolve(".caravan")).doesNotExist();
            Tools.run("umount", mounted.pop());
        }
        bind(target, inside);
        assertThat(refusal()).as("the target within the source").contains("one lies inside the other");
    }

    private String refusal() throws Exception {
        CaravanProcess.Ending backfill = CaravanProcess.execute(
                folder, List.of("backfill", "--set", "caravan.source=source", "--set", "caravan.target=target"));
        assertThat(backfill.status()).as(backfill.toString()).isEqualTo(2);
        return backfill.err();
    }

    private void bind(Path shown, Path at) throws Exception {
        Tools.run("mount", "--bind", shown, at);
        mounted.push(at);
    }

    private void mountAt(Path at, String name) throws Exception {
        Tools.run("mount", "-t", "tmpfs", name, at);
        mounted.push(at);
        Files.createFile(at.resolve("f"));
    }

    /** Another file system in place of the one before, whose device number is still in use. */
    private void mountAnew(Path at, String name) throws Exception {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Tools.run("mount", "--move", at, kept);
        mounted.remove(at);
        mounted.push(kept);
        mountAt(at, name);
    }
}
