package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.ListedEntry;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SortedNamesTest {
    private static final RelativePath D = new RelativePath("d");

    @Test
    void mergesTheTwoSidesInTheOrderOfBytes() {
        SortedNames names = new SortedNames(D, List.of("B", "a", "c"), List.of("A", "a", "d", "\u00e9"), () -> {});
        assertThat(names.next(100))
                .containsExactly(
                        new ListedEntry(D.child("A"), false, true),
                        new ListedEntry(D.child("B"), true, false),
                        new ListedEntry(D.child("a"), true, true),
                        new ListedEntry(D.child("c"), true, false),
                        new ListedEntry(D.child("d"), false, true),
                        new ListedEntry(D.child("\u00e9"), false, true));
        assertThat(names.hasMore()).isFalse();
    }

    @Test
    void givesAPageAtATime() {
        SortedNames names = new SortedNames(D, List.of("a", "b", "c"), List.of("b", "d"), () -> {});
        List<Integer> sizes = new ArrayList<>();
        while (names.hasMore()) {
            sizes.add(names.next(3).size());
        }
        assertThat(sizes).containsExactly(3, 1);
    }
}
