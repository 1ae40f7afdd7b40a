package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Exclusions;
import dev.caravan.change.FileNames;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private Listing listing;

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectories(folder.resolve("source/d")).getParent();
        target = Files.createDirectories(folder.resolve("target/d")).getParent();
        listing = new Listing(Roots.open(source, target), Exclusions.of("aladata,*.tmp"));
    }

    @Test
    void namesWhatEitherSideHasInTheOrderOfBytes() throws IOException {
        for (String name : new String[] {"b", "B", "\u00e9", "a b"}) {
            Files.createFile(source.resolve("d").resolve(FileNames.toPath(name)));
        }
        Files.createFile(target.resolve("d/b"));
        Files.createFile(target.resolve("d/gone"));
        assertThat(listing.of(new RelativePath("d")).orElseThrow())
                .extracting(path -> path.latin1())
                .containsExactly("d/B", "d/a b", "d/b", "d/gone", "d/\u00e9");
    }

    @Test
    void leavesOutWhatIsExcludedOnBothSides() throws IOException {
        Files.createDirectory(source.resolve("aladata"));
        Files.createFile(target.resolve("x.tmp"));
        assertThat(listing.of(RelativePath.ROOT)).contains(List.of(new RelativePath("d")));
    }

    @Test
    void isNoneWhereTheSourceHasNoSuchDirectory() throws IOException {
        Files.createFile(source.resolve("f"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("d"));
        Files.createDirectory(target.resolve("gone"));
        for (String name : new String[] {"f", "link", "gone", "nowhere"}) {
            assertThat(listing.of(new RelativePath(name))).isEqualTo(Optional.empty());
        }
    }

    @Test
    void followsNoLinkOnTheTarget() throws IOException {
        Files.createFile(Files.createDirectory(folder.resolve("elsewhere")).resolve("secret"));
        Files.delete(target.resolve("d"));
        Files.createSymbolicLink(target.resolve("d"), folder.resolve("elsewhere"));
        assertThat(listing.of(new RelativePath("d")).orElseThrow()).isEmpty();
    }

    @Test
    void throwsWhereNothingIsKnown() {
        assertThatThrownBy(() -> listing.of(new RelativePath("x".repeat(256)))).isInstanceOf(IOException.class);
    }
}
