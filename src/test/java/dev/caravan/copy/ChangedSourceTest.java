package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that changes before, while or after it is copied. */
class ChangedSourceTest extends CopierFixture {
    @ParameterizedTest
    @CsvSource({
        "grew",
        "shrank",
        "was rewritten",
        "was touched",
        "was replaced",
        "became a directory",
        "became a link",
        "went"
    })
    void throwsTheCopyAwayWhereTheSourceChangedMeanwhile(String what) throws IOException {
        write("f", "content");
        Files.setLastModifiedTime(source.resolve("f"), FileTime.from(OLD));
        Files.writeString(target.resolve("f"), "what stood there");
        Verdict verdict = copier(during(what)).carryOut(apply("f"));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Wait.class, wait -> {
            assertThat(wait.until()).isEqualTo(clock.instant().plus(QUIET));
            assertThat(wait.hot()).isFalse();
        });
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("what stood there");
        assertThat(entries(target)).containsExactly(".caravan", "f");
        assertThat(count("discarded")).isEqualTo(1);
        assertThat(count("entries")).isZero();
    }

    @Test
    void waitsWhereTheSourceWentBeforeItWasCopied() throws IOException {
        write("f", "content");
        Verdict.Apply apply = apply("f");
        Files.delete(source.resolve("f"));
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void waitsWhereALinkBecameAFileBeforeItWasCopied() throws IOException {
        Files.createSymbolicLink(source.resolve("l"), Path.of("always"));
        Verdict.Apply apply = apply("l");
        Files.delete(source.resolve("l"));
        write("l", "content");
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void copiesTheBeginningOfAHotFileThatGrew() throws IOException {
        write("f", "content");
        Verdict verdict = copier(during("grew")).carryOut(hot(apply("f")));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Wait.class, wait -> {
            assertThat(wait.hot()).isTrue();
            assertThat(wait.until()).isEqualTo(clock.instant().plus(QUIET));
        });
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("content");
        assertThat(count("entries")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shrank", "was replaced", "became a link", "went"})
    void copiesNoHotFileThatDidMoreThanGrow(String what) throws IOException {
        write("f", "content");
        Verdict verdict = copier(during(what)).carryOut(hot(apply("f")));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.hot()).isFalse());
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void copiesNoHotFileThatWasShortForAMoment() throws IOException {
        write("f", "content");
        Copier cut = copier((from, to, size) -> {
            Files.writeString(source.resolve("f"), "con");
            long copied = UNBOUND.copy(from, to, size);
            Files.writeString(source.resolve("f"), "content and more");
            return copied;
        });
        assertThat(cut.carryOut(hot(apply("f"))))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.hot()).isFalse());
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void copiesOnlyTheEndOfAFileThatGrew() throws IOException {
        String beginning = "0123456789".repeat(200_000);
        write("f", beginning);
        carryOut("f");
        for (String more : List.of("some", " more", " and more")) {
            Files.writeString(source.resolve("f"), more, StandardOpenOption.APPEND);
            assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
            assertEqualOnBothSides("f");
            assertThat(target.resolve("f")).hasSameBinaryContentAs(source.resolve("f"));
        }
        // The first time may find out that the file system has no clones, and copy all of it.
        assertThat(count("bytes")).isIn(beginning.length() + 18.0, 2.0 * beginning.length() + 18);
        assertThat(folder.resolve("target/.caravan/partial")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"its beginning", "its end", "its copy", "its inode", "nothing, in another process"})
    void copiesAllOfAFileThatDidMoreThanGrow(String what) throws IOException {
        byte[] content = "0123456789".repeat(200_000).getBytes(ISO_8859_1);
        Files.write(source.resolve("f"), content);
        carryOut("f");
        switch (what) {
            case "its beginning" -> content[7] = 'x';
            case "its end" -> content[content.length - 7] = 'x';
            case "its copy" -> Files.writeString(target.resolve("f"), "x", StandardOpenOption.APPEND);
            case "its inode" -> Files.delete(source.resolve("f"));
            default -> copier = copier(UNBOUND::copy);
        }
        Files.write(source.resolve("f"), content);
        Files.writeString(source.resolve("f"), "more", StandardOpenOption.APPEND);
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertThat(target.resolve("f")).hasSameBinaryContentAs(source.resolve("f"));
        assertThat(count("bytes")).isEqualTo(2 * content.length + 4);
    }

    @Test
    void waitsWhereSomethingElseStandsInADirectorysPlace() throws IOException {
        Files.createDirectory(source.resolve("d"));
        write("d/f", "content");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(target.resolve("d"), elsewhere);
        assertThat(carryOut("d/f")).isEqualTo(Kind.WAIT);
        assertThat(elsewhere).isEmptyDirectory();
        Files.createDirectory(source.resolve("d/e"));
        write("d/e/f", "content");
        assertThat(carryOut("d/e/f")).isEqualTo(Kind.WAIT);
        assertThat(elsewhere).isEmptyDirectory();

        Files.delete(target.resolve("d"));
        Files.createFile(target.resolve("d"));
        assertThat(carryOut("d/f")).isEqualTo(Kind.WAIT);
    }

    @Test
    void waitsWhereTheSourcesDirectoryIsNoneAnyMore() throws IOException {
        Files.createDirectory(source.resolve("d"));
        write("d/f", "content");
        Verdict.Apply apply = apply("d/f");
        Files.move(source.resolve("d"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(source.resolve("d"), folder.resolve("elsewhere"));
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).containsExactly(".caravan");
    }
}
