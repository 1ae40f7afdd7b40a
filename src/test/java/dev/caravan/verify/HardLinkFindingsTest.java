package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.verify.Outcome.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found of the names of one file. */
class HardLinkFindingsTest extends VerifierFixture {
    @Test
    void namesBothNamesOfAMissingHardLink() throws Exception {
        Files.createLink(source.resolve("d/g"), source.resolve("d/f"));
        file(target.resolve("d/g"), "content");
        setTimes();
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly("d/g: hard link the same file as d/f, target another file than d/f");
    }

    @Test
    void namesBothNamesOfAHardLinkTooMuch() throws Exception {
        file(source.resolve("d/g"), "content");
        Files.createLink(target.resolve("d/g"), target.resolve("d/f"));
        setTimes();
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly(
                        "d/f: hard link 1 name, target 2 names",
                        "d/g: hard link another file than d/f, target the same file as d/f");
    }

    @Test
    void countsNoNamesInTheTrash() throws Exception {
        Path trash = Files.createDirectories(target.resolve(".caravan/trash/2020-01-01/0/d"));
        Files.createLink(trash.resolve("g"), target.resolve("d/f"));
        setTimes();
        assertThat(find(CONTENT)).isEmpty();
        Files.createLink(folder.resolve("elsewhere"), target.resolve("d/f"));
        assertThat(find(CONTENT)).extracting(Finding::text).containsExactly("hard link 1 name, target 3 names");
    }

    @Test
    void findsNothingInHardLinksThatAreThere() throws Exception {
        for (Path root : List.of(source, target)) {
            Files.createLink(root.resolve("d/g"), root.resolve("d/f"));
            Files.createLink(root.resolve("h"), root.resolve("d/f"));
        }
        setTimes();
        assertThat(find(CONTENT)).isEmpty();
    }
}
