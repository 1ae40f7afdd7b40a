package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.HardLinks.Name;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HardLinksTest {
    private static final int MAX_FILES = 10;

    private final HardLinks names = new HardLinks(MAX_FILES);

    @Test
    void knowsTheOtherNamesOfAFile() {
        seen("a", 1);
        seen("b", 1);
        seen("c", 2);
        assertThat(names.others(path("a"), file(1, 2))).containsExactly(path("b"));
        assertThat(names.others(path("c"), file(2, 2))).isEmpty();
        assertThat(names.others(path("d"), 2)).containsExactly(path("c"));
    }

    @Test
    void remembersNoFileWithOneName() {
        names.seen(path("a"), file(1, 1));
        assertThat(names.at(path("a"))).isEmpty();
    }

    @Test
    void knowsTheNamesOfAFileThatHasOneLeft() {
        seen("a", 1);
        seen("b", 1);
        assertThat(names.others(path("a"), file(1, 1))).isEmpty();
        assertThat(names.others(path("a"), 1)).containsExactly(path("b"));
    }

    @Test
    void remembersAllFilesThatAPathLedTo() {
        seen("a", 1);
        seen("a", 2);
        assertThat(names.at(path("a"))).containsExactly(new Name(path("a"), 1), new Name(path("a"), 2));
        names.gone(new Name(path("a"), 1));
        assertThat(names.at(path("a"))).containsExactly(new Name(path("a"), 2));
        assertThat(names.others(path("b"), 1)).isEmpty();
    }

    @Test
    void knowsWhatIsBelowADirectoryAndNotBesideIt() {
        for (String each : new String[] {"d", "d-1/a", "d/a", "d/\u0001", "d/\u00ff/a", "d0", "da", "c/d/a"}) {
            seen(each, 1);
        }
        assertThat(names.below(path("d")))
                .extracting(Name::path)
                .containsExactly(path("d/\u0001"), path("d/a"), path("d/\u00ff/a"));
    }

    @Test
    void isBounded() {
        for (int inode = 0; inode < 1000; inode++) {
            seen("d/" + inode, inode);
        }
        // What is too much goes a moment later, on another thread.
        await().untilAsserted(() -> {
            List<Name> left = names.below(path("d"));
            assertThat(left).isNotEmpty().hasSizeLessThanOrEqualTo(MAX_FILES);
            assertThat(left)
                    .allSatisfy(name -> assertThat(names.others(path("other"), name.inode()))
                            .containsExactly(name.path()));
        });
    }

    @Test
    void countsNoNameThatIsInTheTrash() {
        names.trashed(file(1, 3));
        assertThat(names.withoutTrash(file(1, 3)).links()).isEqualTo(2);
        assertThat(names.withoutTrash(file(2, 3)).links()).isEqualTo(3);
        names.trashed(file(1, 3));
        names.trashed(file(1, 3));
        assertThat(names.withoutTrash(file(1, 3)).links()).isEqualTo(1);
    }

    @Test
    void tellsThatItForgot() {
        assertThat(names.forgotten()).isEmpty();
        for (int inode = 0; inode < 1000; inode++) {
            seen("d/" + inode, inode);
        }
        await().until(() -> names.forgotten().isPresent());
        assertThat(names.forgotten().orElseThrow().kind()).isEqualTo(LeftOut.Kind.HARD_LINKS);
        assertThat(names.forgotten().orElseThrow().count()).isPositive();
    }

    @Test
    void countsNothingForAFileThatIsInTheTrashAlone() {
        names.trashed(file(1, 1));
        // Its inode number is another file's now.
        assertThat(names.withoutTrash(file(1, 2)).links()).isEqualTo(2);
    }

    private void seen(String path, long inode) {
        names.seen(path(path), file(inode, 2));
    }

    private static RelativePath path(String latin1) {
        return new RelativePath(latin1);
    }

    private static Entry file(long inode, int links) {
        Instant time = Instant.EPOCH;
        return new Entry(Entry.Type.FILE, 0, time, time, time, 0644, 0, 0, inode, 1, links, 0, "", Map.of());
    }
}
