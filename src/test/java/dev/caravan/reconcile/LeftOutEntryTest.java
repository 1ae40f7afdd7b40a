package dev.caravan.reconcile;

import static dev.caravan.change.Task.Origin.HINT;
import static dev.caravan.change.Task.Origin.WALK;
import static dev.caravan.change.Verdict.Kind.APPLY;
import static dev.caravan.change.Verdict.Kind.REMOVE;
import static dev.caravan.change.Verdict.Kind.SKIPPED;
import static dev.caravan.testing.Entries.at;
import static dev.caravan.testing.Entries.directory;
import static dev.caravan.testing.Entries.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.testing.Entries;
import dev.caravan.trees.LeftOut;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of the source that are left out. */
class LeftOutEntryTest extends DecisionFixture {
    @Test
    void tellsWhatItLeavesOutAndWhatIsThatNoMore() {
        decide(task("a", HINT), at(directory(), 99, 2), NONE);
        decide(task("b", WALK), Entries.socket(), NONE);
        assertThat(leftOut.kinds)
                .containsOnly(
                        Map.entry(new RelativePath("a"), LeftOut.Kind.MOUNTS),
                        Map.entry(new RelativePath("b"), LeftOut.Kind.SOCKETS));
        decide(task("a", HINT), directory(), NONE);
        decide(task("b", HINT), NONE, NONE);
        assertThat(leftOut.kinds).isEmpty();
    }

    /** Else the old copy would stand there as if it were the source's. */
    @Test
    void removesWhatStandsInTheSocketsPlace() {
        assertThat(decide(task("a", HINT), Entries.socket(), file()).kind()).isEqualTo(REMOVE);
        assertThat(decide(task("a", HINT), Entries.socket(), Entries.socket()).kind())
                .isEqualTo(SKIPPED);
        assertThat(leftOut.kinds).containsEntry(new RelativePath("a"), LeftOut.Kind.SOCKETS);
    }

    @Test
    void leavesOutWhatIsCalledLikeItsOwn() {
        String temporary = TemporaryName.beside(new RelativePath("d/f")).latin1();
        for (String path : List.of(temporary, ".caravan-look-1a", ".caravan")) {
            assertThat(decide(task(path, WALK), file(), file()).kind()).isEqualTo(SKIPPED);
            assertThat(leftOut.kinds).containsEntry(new RelativePath(path), LeftOut.Kind.RESERVED_NAMES);
        }
        assertThat(decide(task("d/.caravan-look-1a", WALK), file(), NONE).kind())
                .isEqualTo(APPLY);
    }
}
