package dev.caravan.entry;

import static dev.caravan.entry.KnownEqual.Trust.EQUAL;
import static dev.caravan.entry.KnownEqual.Trust.IN_DOUBT;
import static dev.caravan.entry.KnownEqual.Trust.LOST;
import static dev.caravan.testing.Entries.changed;
import static dev.caravan.testing.Entries.directory;
import static dev.caravan.testing.Entries.file;
import static dev.caravan.testing.Entries.link;
import static dev.caravan.testing.Entries.modified;
import static dev.caravan.testing.Entries.named;
import static dev.caravan.testing.Entries.sized;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownEqualTest {
    private static final Instant BASE = Instant.parse("2026-03-26T11:45:56Z");
    private static final Instant LOOK = BASE.plusSeconds(3600);
    private static final RelativePath PATH = new RelativePath("d/f");
    private static final Entry OLD = changed(file(), BASE.minusSeconds(1));
    private static final Entry YOUNG = changed(file(), BASE.plusSeconds(60));
    private static final Entry TARGET = changed(file(), BASE.minusSeconds(10));

    private final KnownEqual known = new KnownEqual(new KnownEqual.Base(BASE, null, null));

    @Test
    void trustsWhatHasNotChangedSinceTheBase() {
        assertThat(known.of(PATH, OLD, TARGET)).isEqualTo(EQUAL);
        assertThat(known.of(PATH, changed(file(), BASE), TARGET)).isEqualTo(IN_DOUBT);
        assertThat(known.of(PATH, YOUNG, TARGET)).isEqualTo(IN_DOUBT);
        known.rebase(new KnownEqual.Base(LOOK, null, null));
        assertThat(known.of(PATH, YOUNG, TARGET)).isEqualTo(EQUAL);
    }

    @Test
    void trustsAllThatHasNoData() {
        assertThat(known.of(PATH, sized(YOUNG, 0), sized(TARGET, 0))).isEqualTo(EQUAL);
        assertThat(known.of(PATH, changed(link("x"), LOOK), link("x"))).isEqualTo(EQUAL);
        assertThat(known.of(PATH, changed(directory(), LOOK), directory())).isEqualTo(EQUAL);
    }

    @Test
    void trustsWhatWasProvedUntilItChanges() {
        known.proved(PATH, YOUNG, TARGET, LOOK);
        assertThat(known.of(PATH, YOUNG, TARGET)).isEqualTo(EQUAL);
        assertThat(known.of(new RelativePath("d/g"), YOUNG, TARGET)).isEqualTo(IN_DOUBT);
        assertThat(known.of(PATH, changed(YOUNG, BASE.plusSeconds(61)), TARGET)).isEqualTo(IN_DOUBT);
        // Moved there, from where it was older than the base.
        assertThat(known.of(PATH, changed(named(1, 77), OLD.changed()), TARGET)).isEqualTo(IN_DOUBT);
        known.forgetFiles();
        assertThat(known.of(PATH, YOUNG, TARGET)).isEqualTo(IN_DOUBT);
    }

    @ParameterizedTest
    @CsvSource({"1999, IN_DOUBT", "2000, IN_DOUBT", "2001, EQUAL"})
    void remembersNothingOfWhatMayHaveChangedInTheSameStep(long millis, KnownEqual.Trust expected) {
        known.proved(PATH, YOUNG, TARGET, YOUNG.changed().plusMillis(millis));
        assertThat(known.of(PATH, YOUNG, TARGET)).isEqualTo(expected);
    }

    @Test
    void knowsAllNamesOfOneCopyTogether() {
        Entry source = changed(named(2, 5), YOUNG.changed());
        Entry copy = named(2, 6);
        known.proved(PATH, source, copy, LOOK);
        RelativePath other = new RelativePath("other");
        assertThat(known.of(other, source, copy)).isEqualTo(EQUAL);
        assertThat(known.of(other, source, named(2, 7))).isEqualTo(IN_DOUBT);
        assertThat(known.of(other, changed(source, LOOK), copy)).isEqualTo(IN_DOUBT);
    }

    @Test
    void trustsNothingBelowADirectoryThatWasMovedThere() {
        known.moved(new RelativePath("d"), BASE.plusSeconds(1));
        assertThat(known.of(new RelativePath("d/e/f"), OLD, TARGET)).isEqualTo(IN_DOUBT);
        assertThat(known.of(new RelativePath("dd/f"), OLD, TARGET)).isEqualTo(EQUAL);
        known.proved(PATH, OLD, TARGET, LOOK);
        assertThat(known.of(PATH, OLD, TARGET)).isEqualTo(EQUAL);
        known.forgetMovedBefore(BASE.plusSeconds(1));
        assertThat(known.moved()).containsOnlyKeys(new RelativePath("d"));
        known.forgetMovedBefore(BASE.plusSeconds(2));
        assertThat(known.of(new RelativePath("d/e/f"), OLD, TARGET)).isEqualTo(EQUAL);
    }

    @Test
    void takesADirectoryForMovedByItsTimesAlone() {
        Entry renamed = modified(changed(directory(), BASE.plusSeconds(5)), BASE.minusSeconds(5));
        known.mayBeMoved(RelativePath.ROOT, renamed, LOOK);
        known.mayBeMoved(new RelativePath("old"), changed(renamed, BASE.minusSeconds(1)), LOOK);
        known.mayBeMoved(new RelativePath("written"), modified(renamed, BASE.plusSeconds(5)), LOOK);
        assertThat(known.moved()).isEmpty();
        known.mayBeMoved(new RelativePath("d"), renamed, LOOK);
        assertThat(known.moved()).containsOnlyKeys(new RelativePath("d"));
    }

    @Test
    void trustsNothingWhereMoreWasMovedThanItRemembers() {
        for (int i = 0; i <= 10_000; i++) {
            known.moved(new RelativePath("m" + i), LOOK);
        }
        assertThat(known.of(PATH, OLD, TARGET)).isEqualTo(IN_DOUBT);
        assertThat(known.of(new RelativePath("top"), OLD, TARGET)).isEqualTo(IN_DOUBT);
    }

    @Test
    void trustsNoCopyThatMayNotHaveReachedTheDisk() {
        Window window = new Window(BASE.plusSeconds(10), BASE.plusSeconds(20));
        known.rebase(new KnownEqual.Base(BASE, window, null));
        Entry unsynced = changed(TARGET, BASE.plusSeconds(15));
        assertThat(known.of(PATH, OLD, TARGET)).isEqualTo(EQUAL);
        assertThat(known.of(PATH, OLD, unsynced)).isEqualTo(IN_DOUBT);
        known.proved(PATH, OLD, unsynced, LOOK);
        assertThat(known.of(PATH, OLD, unsynced)).isEqualTo(EQUAL);
    }

    @Test
    void hasCopiedAgainWhatTheDiskMayHaveLost() {
        Window window = new Window(BASE.plusSeconds(10), BASE.plusSeconds(20));
        known.rebase(new KnownEqual.Base(BASE, null, window));
        assertThat(known.of(PATH, OLD, changed(TARGET, BASE.plusSeconds(10)))).isEqualTo(LOST);
        assertThat(known.of(PATH, OLD, changed(TARGET, BASE.plusSeconds(21)))).isEqualTo(EQUAL);
        // What is made within the window is remembered, so that it is not made again and again.
        assertThat(known.isWorthRemembering(PATH, OLD, BASE.plusSeconds(20))).isTrue();
        assertThat(known.isWorthRemembering(PATH, OLD, BASE.plusSeconds(21))).isFalse();
    }

    @Test
    void remembersTheLastOfMoreThanFit() {
        IdentityTable table = new IdentityTable(1024);
        for (long key = 1; key <= 100_000; key++) {
            table.put(key * 0x9e3779b97f4a7c15L, key, key);
        }
        int same = 0;
        for (long key = 1; key <= 100_000; key++) {
            IdentityTable.Found found = table.find(key * 0x9e3779b97f4a7c15L, key, key);
            assertThat(found).isNotEqualTo(IdentityTable.Found.OTHER);
            same += found == IdentityTable.Found.SAME ? 1 : 0;
            assertThat(key > 99_900 && found != IdentityTable.Found.SAME).isFalse();
        }
        assertThat(same).isEqualTo(1024);
    }
}
