package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.LeftOut.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOutJournalTest {

    @TempDir
    private Path state;

    private final Map<RelativePath, Kind> source = new HashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void remembersWhatWasFoundOverARestart() throws IOException {
        try (LeftOutJournal journal = open()) {
            journal.found(path("b/s"), Kind.SOCKETS);
            journal.found(path("a/s"), Kind.SOCKETS);
            journal.found(path("a/s"), Kind.SOCKETS);
            journal.found(path("home"), Kind.MOUNTS);
        }
        try (LeftOutJournal journal = open()) {
            assertThat(journal.all())
                    .containsExactly(
                            new LeftOut(Kind.SOCKETS, 2, path("a/s")), new LeftOut(Kind.MOUNTS, 1, path("home")));
            assertThat(journal.unaccepted()).extracting(LeftOut::kind).containsExactly(Kind.MOUNTS);
            assertThat(meters.get("caravan.checkpoint.left.out").gauge().value())
                    .isEqualTo(3);
        }
    }

    @Test
    void forgetsWhatIsGone() throws IOException {
        try (LeftOutJournal journal = open()) {
            journal.found(path("s"), Kind.SOCKETS);
            journal.gone(path("s"));
            journal.gone(path("never"));
            assertThat(journal.all()).isEmpty();
        }
        try (LeftOutJournal journal = open()) {
            assertThat(journal.all()).isEmpty();
        }
    }

    @Test
    void forgetsAtTheEndOfAWalkWhatItDidNotComeByAndIsNotThere() throws IOException {
        try (LeftOutJournal journal = open()) {
            journal.found(path("old"), Kind.SOCKETS);
            journal.found(path("before"), Kind.SOCKETS);
            // A walk that goes on where it was cut off does not come by this one.
            source.put(path("before"), Kind.SOCKETS);
            walk(journal, () -> journal.found(path("new"), Kind.SOCKETS));
            assertThat(journal.all()).containsExactly(new LeftOut(Kind.SOCKETS, 2, path("before")));
        }
    }

    @Test
    void forgetsNothingAfterAWalkThatDidNotComeByEverything() throws IOException {
        try (LeftOutJournal journal = open()) {
            journal.found(path("s"), Kind.SOCKETS);
            journal.passBegins();
            journal.passEnds(false);
            assertThat(journal.all()).hasSize(1);
        }
    }

    @Test
    void countsWhatItDoesNotList() throws IOException {
        try (LeftOutJournal journal = open()) {
            for (int walks = 0; walks < 2; walks++) {
                walk(journal, () -> {
                    for (int i = 0; i < 1500; i++) {
                        journal.found(path("s" + i), Kind.SOCKETS);
                    }
                });
                assertThat(journal.all()).extracting(LeftOut::count).containsExactly(1500L);
            }
        }
        try (LeftOutJournal journal = open()) {
            assertThat(journal.all()).extracting(LeftOut::count).containsExactly(1500L);
            walk(journal, () -> {});
            assertThat(journal.all()).isEmpty();
        }
    }

    private static void walk(LeftOutJournal journal, Runnable pages) {
        journal.passBegins();
        pages.run();
        journal.passEnds(true);
    }

    private LeftOutJournal open() throws IOException {
        return new LeftOutJournal(
                state, Set.of(Kind.SOCKETS), path -> Optional.ofNullable(source.get(path)), Optional::empty, meters);
    }

    private static RelativePath path(String latin1) {
        return new RelativePath(latin1);
    }
}
