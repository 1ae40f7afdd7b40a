package dev.caravan.reconcile;

import static dev.caravan.change.Task.Origin.HINT;
import static dev.caravan.change.Task.Origin.RECHECK;
import static dev.caravan.change.Task.Origin.WALK;
import static dev.caravan.change.Task.Origin.WALKED;
import static dev.caravan.change.Verdict.Kind.APPLY;
import static dev.caravan.change.Verdict.Kind.IN_SYNC;
import static dev.caravan.change.Verdict.Kind.REMOVE;
import static dev.caravan.change.Verdict.Kind.SKIPPED;
import static dev.caravan.change.Verdict.Kind.WAIT;
import static dev.caravan.testing.Entries.at;
import static dev.caravan.testing.Entries.changed;
import static dev.caravan.testing.Entries.device;
import static dev.caravan.testing.Entries.directory;
import static dev.caravan.testing.Entries.fifo;
import static dev.caravan.testing.Entries.file;
import static dev.caravan.testing.Entries.link;
import static dev.caravan.testing.Entries.modified;
import static dev.caravan.testing.Entries.named;
import static dev.caravan.testing.Entries.owned;
import static dev.caravan.testing.Entries.sized;
import static dev.caravan.testing.Entries.socket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is to be done where the two sides of a path look like this. */
class DecisionTest extends DecisionFixture {
    static Stream<Arguments> looks() {
        Entry young = changed(modified(file(), NOW.minusSeconds(1)), NOW.minusSeconds(1));
        Entry other = owned(directory(), 0700, 1, 2);
        Entry otherTime = modified(directory(), NOW);
        List<Origin> any = List.of(HINT, RECHECK, WALK, WALKED);
        List<Origin> hints = List.of(HINT, RECHECK);
        return Stream.of(
                arguments("nothing anywhere", any, NONE, NONE, IN_SYNC),
                arguments("a file that is new", any, file(), NONE, APPLY),
                arguments("a file that is equal", any, file(), file(), IN_SYNC),
                arguments("a file that differs", any, file(), sized(file(), 1), APPLY),
                arguments("a file that is older than its copy", any, file(), modified(file(), NOW), APPLY),
                arguments("a young file that is new", any, young, NONE, WAIT),
                arguments("a young file that is equal", any, young, young, WAIT),
                arguments("a young file in a link's place", any, young, link("x"), WAIT),
                arguments("a file in a directory's place", any, file(), directory(), APPLY),
                arguments("a file in a link's place", any, file(), link("x"), APPLY),
                arguments("a link that is new", any, link("x"), NONE, APPLY),
                arguments("a link that is equal", any, link("x"), link("x"), IN_SYNC),
                arguments("a link that differs", any, link("x"), link("y"), APPLY),
                arguments("a link in a file's place", any, link("x"), file(), APPLY),
                arguments("a link in a directory's place", any, link("x"), directory(), APPLY),
                arguments("a young link", any, changed(link("x"), NOW), NONE, APPLY),
                arguments("a directory that is equal", any, directory(), directory(), IN_SYNC),
                arguments("a directory of another mode", any, directory(), other, APPLY),
                arguments("a new directory, hinted at", hints, directory(), NONE, Kind.WALK),
                arguments("a new directory, in a walk", List.of(WALK), directory(), NONE, APPLY),
                arguments("a directory that went during its walk", List.of(WALKED), directory(), NONE, Kind.WALK),
                arguments("a directory in a file's place", hints, directory(), file(), Kind.WALK),
                arguments("a directory in a file's place, in a walk", List.of(WALK), directory(), file(), APPLY),
                arguments("a directory in a link's place", hints, directory(), link("x"), Kind.WALK),
                arguments("a directory of another time", hints, directory(), otherTime, APPLY),
                arguments("a directory of another time, walked", List.of(WALKED), directory(), otherTime, APPLY),
                // Its time is set once everything in it is done.
                arguments("a directory of another time, in a walk", List.of(WALK), directory(), otherTime, IN_SYNC),
                arguments("a file that is gone", any, NONE, file(), REMOVE),
                arguments("a directory that is gone", any, NONE, directory(), REMOVE),
                arguments("a link that is gone", any, NONE, link("x"), REMOVE),
                arguments("a fifo", any, fifo(), NONE, APPLY),
                arguments("a fifo that is equal", any, fifo(), fifo(), IN_SYNC),
                arguments("a fifo in a file's place", any, fifo(), file(), APPLY),
                arguments("a device that is new", any, device(Entry.Type.BLOCK_DEVICE, 7), NONE, APPLY),
                arguments(
                        "another device",
                        any,
                        device(Entry.Type.CHARACTER_DEVICE, 7),
                        device(Entry.Type.CHARACTER_DEVICE, 8),
                        APPLY),
                arguments("a socket", any, socket(), NONE, SKIPPED),
                arguments("another mount", any, at(directory(), 99, 2), NONE, SKIPPED),
                arguments("a file below the source's mount", any, at(file(), AWAY, 2), file(), WAIT),
                arguments("a directory below the source's mount", any, at(directory(), AWAY, 2), NONE, WAIT),
                arguments("a file of another mount", any, at(file(), 99, 2), file(), SKIPPED),
                arguments("a fifo that is gone", any, NONE, fifo(), REMOVE));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("looks")
    void decides(String what, List<Origin> origins, Entry source, Entry target, Kind expected) {
        for (Origin origin : origins) {
            Task task = task("a", origin);
            Verdict verdict = decide(task, source, target);
            assertThat(verdict.kind()).as("%s by %s", what, origin).isEqualTo(expected);
            assertThat(verdict.task()).isEqualTo(task);
            assertThat(verdict.look()).isEqualTo(LOOK);
        }
    }

    /** The names on the source, on the target; the twin's inode there, 0 where there is none; what is decided. */
    @ParameterizedTest
    @CsvSource({
        "2, 2, 100, IN_SYNC",
        "2, 2, 0, IN_SYNC",
        "2, 1, 0, IN_SYNC",
        "2, 1, 200, APPLY",
        "2, 3, 100, APPLY",
        "1, 2, 0, APPLY",
        "3, 2, 100, IN_SYNC"
    })
    void sharesWhatTheSourceSharesAndNothingElse(int names, int namesOfCopy, long twin, Kind expected) {
        Optional<Entry> other = twin == 0 ? Optional.empty() : Optional.of(named(namesOfCopy, twin));
        assertThat(decision.decide(
                                task("a", HINT),
                                LOOK,
                                Optional.of(named(names, 7)),
                                Optional.of(named(namesOfCopy, 100)),
                                other)
                        .kind())
                .isEqualTo(expected);
    }

    @Test
    void handsOnWhatItSaw() {
        Task task = task("a", HINT);
        assertThat(decide(task, file(), link("x")))
                .isEqualTo(new Verdict.Apply(task, LOOK, file(), Optional.of(link("x")), false));
        assertThat(decide(task, directory(), NONE)).isEqualTo(new Verdict.Walk(task, LOOK, task.path()));
    }

    @Test
    void walksADirectoryWhoseEntriesHaveToBeLookedAt() {
        Task task = task("a", Origin.ENTRIES);
        assertThat(decide(task, directory(), directory())).isEqualTo(new Verdict.Walk(task, LOOK, task.path()));
    }

    @Test
    void appliesAFileOfWhichBytesAreKnownToDiffer() {
        Task task = task("a", Origin.CONTENT);
        // Whoever copies compares it.
        assertThat(decide(task, file(), file()))
                .isEqualTo(new Verdict.Apply(task, LOOK, file(), Optional.of(file()), false));
        assertThat(decide(task, file(), directory()))
                .isEqualTo(new Verdict.Apply(task, LOOK, file(), Optional.of(directory()), false));
        assertThat(decide(task, directory(), directory()).kind()).isEqualTo(IN_SYNC);
    }

    @Test
    void appliesAFileOfWhichSizeAndTimeProveNothing() {
        Entry touched = changed(file(), NOW.minusSeconds(600));
        assertThat(decide(task("a", HINT), touched, file()).kind()).isEqualTo(IN_SYNC);
        known.rebase(new KnownEqual.Base(NOW.minusSeconds(1000), null, null));
        for (Origin origin : List.of(HINT, RECHECK, WALK)) {
            Task task = task("a", origin);
            assertThat(decide(task, touched, file()))
                    .isEqualTo(new Verdict.Apply(task, LOOK, touched, Optional.of(file()), false));
        }
        known.proved(new RelativePath("a"), touched, file(), NOW);
        assertThat(decide(task("a", WALK), touched, file()).kind()).isEqualTo(IN_SYNC);
    }

    @Test
    void waitsUntilAFileHasBeenQuiet() {
        Entry young = changed(file(), NOW.minusSeconds(20));
        assertThat(decide(task("a", HINT), young, NONE))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(100)));
    }

    @Test
    void appliesAFileThatNeverBecomesQuiet() {
        Entry young = modified(file(), NOW);
        Task overdue = new Task(new RelativePath("a"), Ticket.NONE, NOW.minusSeconds(900), HINT, 7);
        assertThat(decide(overdue, young, NONE))
                .isEqualTo(new Verdict.Apply(overdue, LOOK, young, Optional.empty(), true));
        assertThat(decide(overdue, young, young).kind()).isEqualTo(IN_SYNC);
    }
}
