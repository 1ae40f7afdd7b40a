package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.ListedEntry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.NativePosix;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        listing = new Listing(Roots.open(source, target), new NativePosix(), Exclusions.of("aladata,*.tmp"));
    }

    @Test
    void namesWhatEitherSideHasInTheOrderOfBytes() throws Exception {
        for (String name : new String[] {"b", "B", "\u00e9", "a b"}) {
            Files.createFile(source.resolve("d").resolve(FileNames.toPath(name)));
        }
        Files.createFile(target.resolve("d/b"));
        Files.createFile(target.resolve("d/gone"));
        assertThat(list("d"))
                .extracting(ListedEntry::path)
                .extracting(RelativePath::latin1)
                .containsExactly("d/B", "d/a b", "d/b", "d/gone", "d/\u00e9");
    }

    @Test
    void leavesOutWhatIsExcludedOnBothSides() throws Exception {
        Files.createDirectory(source.resolve("aladata"));
        Files.createFile(target.resolve("x.tmp"));
        assertThat(list("")).containsExactly(new ListedEntry(new RelativePath("d"), true, true));
    }

    @Test
    void isNoneWhereTheSourceHasNoSuchDirectory() throws Exception {
        Files.createFile(source.resolve("f"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("d"));
        Files.createDirectory(target.resolve("gone"));
        for (String name : new String[] {"f", "link", "gone", "nowhere"}) {
            assertThat(listing.of(new RelativePath(name), true)).isEmpty();
        }
    }

    @Test
    void followsNoLinkOnTheTarget() throws Exception {
        Files.createFile(Files.createDirectory(folder.resolve("elsewhere")).resolve("secret"));
        Files.delete(target.resolve("d"));
        Files.createSymbolicLink(target.resolve("d"), folder.resolve("elsewhere"));
        assertThat(list("d")).isEmpty();
    }

    @Test
    void throwsWhereNothingIsKnown() {
        assertThatThrownBy(() -> listing.of(new RelativePath("x".repeat(256)), true))
                .isInstanceOf(IOException.class);
    }

    @Test
    void doesNotLookIntoATargetThatHasNothingInItYet() throws Exception {
        Files.createFile(target.resolve("d/f"));
        assertThat(listing.of(new RelativePath("d"), false).orElseThrow().hasMore())
                .isFalse();
    }

    private List<ListedEntry> list(String directory) throws Exception {
        try (SortedNames names = listing.of(new RelativePath(directory), true).orElseThrow()) {
            return names.next(Integer.MAX_VALUE);
        }
    }
}
