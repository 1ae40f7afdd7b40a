package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootsTest {
    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void makeRoots() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("f"));
    }

    @Test
    void areSoundWhileNothingHappensToThem() throws IOException {
        Roots roots = Roots.open(source, target);
        assertThatCode(roots::check).doesNotThrowAnyException();
        Files.createFile(target.resolve("new"));
        Files.createFile(source.resolve("new"));
        assertThatCode(roots::check).doesNotThrowAnyException();
        assertThat(roots.sourceDevice()).isEqualTo(Files.getAttribute(source, "unix:dev"));
    }

    @Test
    void areNotSoundOnceAnotherDirectoryStandsAtTheSource() throws IOException {
        Roots roots = Roots.open(source, target);
        Files.move(source, folder.resolve("unmounted"));
        Files.createDirectory(source);
        Files.createFile(source.resolve("f"));
        assertThatThrownBy(roots::check)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("source")
                .hasMessageContaining("is the file system still mounted?");
    }

    @Test
    void takeNothingForAMountThatIsNone() throws IOException {
        Files.createDirectory(source.resolve("d"));
        for (String path : new String[] {"", "d", "none", "f"}) {
            assertThatThrownBy(() -> Roots.open(source, target, List.of(new RelativePath(path))))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("mount " + new RelativePath(path) + " below ");
        }
    }

    @Test
    void areNotSoundOnceAnotherDirectoryStandsAtTheTarget() throws IOException {
        Roots roots = Roots.open(source, target);
        Files.move(target, folder.resolve("unmounted"));
        Files.createDirectory(target);
        assertThatThrownBy(roots::check).isInstanceOf(IOException.class).hasMessageContaining("target");
    }

    @Test
    void areNotSoundOnceTheSourceIsGone() throws IOException {
        Roots roots = Roots.open(source, target);
        Files.move(source, folder.resolve("unmounted"));
        assertThatThrownBy(roots::check)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no such directory");
    }

    @Test
    void areNotSoundOnceTheSourceIsEmptyAndWasNot() throws IOException {
        Roots roots = Roots.open(source, target);
        Files.delete(source.resolve("f"));
        assertThatThrownBy(roots::check)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is empty and was not at the start");
        Files.createFile(source.resolve("g"));
        assertThatCode(roots::check).doesNotThrowAnyException();
    }

    @Test
    void areSoundWithASourceThatWasEmptyFromTheStart() throws IOException {
        Files.delete(source.resolve("f"));
        assertThatCode(Roots.open(source, target)::check).doesNotThrowAnyException();
    }

    @Test
    void areNotSoundOnceTheMarkerIsGoneOrAnothers() throws IOException {
        Roots roots = Roots.open(source, target);
        Path marker = target.resolve(".caravan/marker");
        String mark = Files.readString(marker);
        Files.delete(marker);
        assertThatThrownBy(roots::check).isInstanceOf(IOException.class).hasMessageContaining("marker");
        Files.writeString(marker, "another's");
        assertThatThrownBy(roots::check).isInstanceOf(IOException.class).hasMessageContaining("marker");
        Files.writeString(marker, mark);
        assertThatCode(roots::check).doesNotThrowAnyException();
    }

    @Test
    void keepTheMarkerOfAnEarlierRun() throws IOException {
        Roots.open(source, target);
        String mark = Files.readString(target.resolve(".caravan/marker"));
        Roots.open(source, target);
        assertThat(Files.readString(target.resolve(".caravan/marker"))).isEqualTo(mark);
    }

    /** Three that begin at once: a marker that another one replaced would stop the first for good. */
    @Test
    void areTheSameForAllThatBeginAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 50; round++) {
                Path fresh = Files.createDirectory(folder.resolve("target-" + round));
                List<Future<Roots>> begun = threads.invokeAll(Collections.nCopies(3, () -> Roots.open(source, fresh)));
                for (Future<Roots> each : begun) {
                    each.get().check();
                    assertThat(each.get().targetResolution()).isEqualTo(Duration.ofNanos(1));
                }
                assertThat(fresh.resolve(".caravan").toFile().list()).containsExactly("marker");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void writeNothingForWhoOnlyCompares() throws IOException {
        Files.createFile(target.resolve("f"));
        FileTime before = Files.getLastModifiedTime(target);
        Roots roots = Roots.view(source, target, List.of());
        assertThatCode(roots::check).doesNotThrowAnyException();
        assertThat(target.resolve(".caravan")).doesNotExist();
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(before);
    }

    @Test
    void areWatchedByTheMarkerForWhoOnlyComparesWhereThereIsOne() throws IOException {
        Roots.open(source, target);
        FileTime before = (FileTime) Files.getAttribute(target.resolve(".caravan/marker"), "unix:ctime");
        Roots roots = Roots.view(source, target, List.of());
        assertThat(Files.getAttribute(target.resolve(".caravan/marker"), "unix:ctime"))
                .isEqualTo(before);
        Files.delete(target.resolve(".caravan/marker"));
        assertThatThrownBy(roots::check).isInstanceOf(IOException.class).hasMessageContaining("marker");
    }

    @Test
    void learnTheStepOfTimesFromWhatStandsThere() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.createFile(target.resolve("f" + i));
        }
        // Not exactly, since the last digits may be zeros by chance, if all were made in one moment.
        assertThat(Roots.view(source, target, List.of()).targetResolution())
                .isBetween(
                        Roots.open(source, target).targetResolution(),
                        Roots.open(source, target).targetResolution().multipliedBy(1000));
    }

    @Test
    void areRefusedWhereOneIsNoDirectory() {
        assertThatThrownBy(() -> Roots.open(folder.resolve("missing"), target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("source");
        assertThatThrownBy(() -> Roots.open(source, source.resolve("f")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no directory");
    }

    @Test
    void refuseATargetWhoseOwnFolderIsALinkThatLeadsOutOfIt() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(target.resolve(".caravan"), elsewhere);
        assertThatThrownBy(() -> Roots.open(source, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".caravan");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void writeNothingInTheSource() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(source, time);
        Entry before = Lstat.read(source).orElseThrow();
        Roots.open(source, target).check();
        assertThat(Lstat.read(source).orElseThrow().isUnchangedSince(before)).isTrue();
    }

    @Test
    void knowInWhichStepTheTargetKeepsTimes() throws IOException {
        // Whatever this machine's temporary folder can hold is what a file's time comes back with.
        Roots roots = Roots.open(source, target);
        Path file = Files.createFile(target.resolve("probe"));
        Instant time = Instant.parse("2011-12-13T14:15:16.987654321Z");
        Files.setLastModifiedTime(file, FileTime.from(time));
        Duration lost = Duration.between(Files.getLastModifiedTime(file).toInstant(), time);
        assertThat(roots.targetResolution()).isGreaterThan(lost.isZero() ? Duration.ZERO : lost);
    }

    @Test
    void refuseATargetThatLacksTheMarkOfBeforeAndWriteNothing() throws IOException {
        assertThatThrownBy(() -> Roots.open(source, target, List.of(), Optional.of("a mark")))
                .isInstanceOf(LostRootException.class)
                .hasMessageContaining("has no marker");
        assertThat(target).isEmptyDirectory();
        String mark = Roots.open(source, target).mark();
        assertThat(Roots.open(source, target, List.of(), Optional.of(mark)).mark())
                .isEqualTo(mark);
        assertThatThrownBy(() -> Roots.open(source, target, List.of(), Optional.of("a mark")))
                .hasMessageContaining("has another marker than before");
    }

    @Test
    void countWhenOneWasLostAndWhenItCameBack() throws IOException {
        Roots roots = Roots.open(source, target);
        roots.check();
        assertThat(roots.generation()).isZero();
        Files.move(source, folder.resolve("unmounted"));
        Files.createDirectory(source);
        assertThatThrownBy(roots::checkSource).isInstanceOf(LostRootException.class);
        assertThatThrownBy(roots::check).isInstanceOf(LostRootException.class);
        assertThat(roots.generation()).isEqualTo(1);
        Files.delete(source);
        Files.move(folder.resolve("unmounted"), source);
        roots.checkSource();
        assertThat(roots.generation()).isEqualTo(2);
    }

    @Test
    void leaveOutTheTargetThatIsSeenBelowTheSource() throws IOException {
        Roots roots = Roots.open(source, target);
        RelativePath path = new RelativePath("backup");
        assertThat(roots.belonging(path, Lstat.read(target).orElseThrow())).isEqualTo(Belonging.OTHER);
        assertThat(roots.belonging(path, Lstat.read(source).orElseThrow())).isEqualTo(Belonging.SOURCE);
    }
}
