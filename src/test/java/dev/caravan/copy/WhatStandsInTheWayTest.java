package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the place of a copy, and what has to go. */
class WhatStandsInTheWayTest extends CopierFixture {
    @ParameterizedTest
    @CsvSource({
        "file, directory, true", "file, link, false", "directory, file, true",
        "directory, link, true", "link, file, false", "link, directory, true"
    })
    void replacesAnEntryOfAnotherType(String now, String before, boolean trashed) throws IOException {
        make(source.resolve("x"), now);
        make(target.resolve("x"), before);
        Entry old = Lstat.read(target.resolve("x")).orElseThrow();
        assertThat(carryOut("x")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("x");
        // What one rename cannot replace has its way back; the rest is replaced as a changed file is.
        assertThat(Lstat.read(target.resolve(TRASH + "0/x")).map(Entry::inode))
                .isEqualTo(trashed ? Optional.of(old.inode()) : Optional.empty());
        if (before.equals("directory")) {
            assertThat(target.resolve(TRASH + "0/x/inside")).exists();
        }
        assertThat(count("removed")).isEqualTo(trashed ? 1 : 0);
    }

    /** There is no way back but the trash: where that takes nothing, the old entry stays. */
    @Test
    void keepsWhatStandsInTheWayWhereItCannotGo() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.writeString(target.resolve("d"), "what stood there");
        write("f", "content");
        Files.createDirectory(target.resolve("f"));
        Files.createFile(target.resolve(".caravan/trash"));
        for (String name : List.of("d", "f")) {
            assertThatThrownBy(() -> carryOut(name)).isInstanceOf(IOException.class);
        }
        assertThat(target.resolve("d")).hasContent("what stood there");
        assertThat(target.resolve("f")).isEmptyDirectory();
        assertThat(entries(target)).containsExactly(".caravan", "d", "f");
        assertThat(count("removed")).isZero();
    }

    @Test
    void replacesWhatACrashLeft() throws IOException {
        write("f", "content");
        Path leftover = TemporaryName.beside(new RelativePath("f")).under(target);
        Files.writeString(leftover, "half a fi");
        Files.setAttribute(leftover, "unix:mode", 0);
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("f");
        assertThat(entries(target)).containsExactly(".caravan", "f");
    }

    @Test
    void removesWhatACrashLeftForGood() throws IOException {
        RelativePath leftover = TemporaryName.beside(new RelativePath("f"));
        Files.writeString(leftover.under(target), "half a fi");
        assertThat(copier.carryOut(remove(leftover.latin1())).kind()).isEqualTo(Kind.APPLIED);
        assertThat(entries(target)).containsExactly(".caravan");
        assertThat(target.resolve(".caravan/trash")).doesNotExist();
    }

    @Test
    void leavesNothingBehindWhereTheCopyFails() throws IOException {
        write("f", "content");
        Files.writeString(target.resolve("f"), "what stood there");
        Copier failing = copier((from, to, size) -> {
            UNBOUND.copy(from, to, 3);
            throw new IOException("Input/output error");
        });
        assertThatThrownBy(() -> failing.carryOut(apply("f"))).hasMessage("Input/output error");
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("what stood there");
        assertThat(entries(target)).containsExactly(".caravan", "f");
        assertThat(meters.get("caravan.copy.inflight").gauge().value()).isZero();
    }

    @Test
    void removesIntoTheTrash() throws IOException {
        make(target.resolve("d"), "directory");
        assertThat(copier.carryOut(remove("d/inside")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(copier.carryOut(remove("d")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(entries(target)).containsExactly(".caravan");
        assertThat(count("removed")).isEqualTo(2);
        assertThat(count("entries")).isZero();
    }

    @Test
    void leavesWhatIsBackAlone() throws IOException {
        write("f", "new");
        Files.writeString(target.resolve("f"), "old");
        assertThat(copier.carryOut(remove("f")).kind()).isEqualTo(Kind.WAIT);
        assertThat(target.resolve("f")).hasContent("old");
    }

    @Test
    void removesWhatIsOnlyThereByALinkAboveIt() throws IOException {
        // mv a b; ln -s b a
        Files.createDirectory(source.resolve("b"));
        write("b/f", "content");
        Files.createSymbolicLink(source.resolve("a"), Path.of("b"));
        Files.createDirectory(target.resolve("a"));
        Files.writeString(target.resolve("a/f"), "content");
        assertThat(copier.carryOut(remove("a/f")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(target.resolve("a/f")).doesNotExist();
    }

    @Test
    void isContentWithWhatIsGoneAlready() throws IOException {
        Files.writeString(target.resolve("f"), "old");
        Verdict.Remove remove = remove("f");
        Files.delete(target.resolve("f"));
        assertThat(copier.carryOut(remove).kind()).isEqualTo(Kind.APPLIED);
        assertThat(count("removed")).isZero();
    }
}
