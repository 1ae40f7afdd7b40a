package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.ListedEntry;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortedNamesTest {
    private static final RelativePath D = new RelativePath("d");

    @Test
    void mergesTheTwoSidesInTheOrderOfBytes() {
        SortedNames names =
                new SortedNames(D, List.of(), List.of("B", "a", "c"), List.of("A", "a", "d", "\u00e9"), () -> {});
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
        SortedNames names = new SortedNames(D, List.of(), List.of("a", "b", "c"), List.of("b", "d"), () -> {});
        List<Integer> sizes = new ArrayList<>();
        while (names.hasMore()) {
            sizes.add(names.next(3).size());
        }
        assertThat(sizes).containsExactly(3, 1);
    }

    @Test
    void givesWhatMayBeADirectoryFirst() {
        SortedNames names =
                new SortedNames(D, List.of("b", "y", "z"), List.of("a", "c"), List.of("a", "b", "x", "z"), () -> {});
        assertThat(names.next(100))
                .containsExactly(
                        new ListedEntry(D.child("b"), true, true),
                        new ListedEntry(D.child("y"), true, false),
                        new ListedEntry(D.child("z"), true, true),
                        new ListedEntry(D.child("a"), true, true),
                        new ListedEntry(D.child("c"), true, false),
                        new ListedEntry(D.child("x"), false, true));
        assertThat(names.hasMore()).isFalse();
    }

    @Test
    void endsAfterDirectoriesThatTheTargetHasToo() {
        SortedNames names = new SortedNames(D, List.of("a", "b"), List.of(), List.of("a", "b"), () -> {});
        assertThat(names.next(2)).hasSize(2);
        assertThat(names.hasMore()).isFalse();
    }

    @Test
    void givesManyOthersPagesOfTheirOwn() {
        List<String> files = IntStream.range(100, 200).mapToObj(i -> "f" + i).toList();
        SortedNames names = new SortedNames(D, List.of("d1", "d2"), files, files, () -> {});
        List<Integer> sizes = new ArrayList<>();
        while (names.hasMore()) {
            sizes.add(names.next(60).size());
        }
        assertThat(sizes).containsExactly(2, 60, 40);
    }

    /** Against all names of both sides, by chance. */
    @Test
    void givesEachNameOnce() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            Set<String> directories = names(random);
            Set<String> others = names(random);
            others.removeAll(directories);
            Set<String> target = names(random);
            SortedNames names =
                    new SortedNames(D, List.copyOf(directories), List.copyOf(others), List.copyOf(target), () -> {});
            List<ListedEntry> given = new ArrayList<>();
            int most = 1 + random.nextInt(9);
            while (names.hasMore()) {
                List<ListedEntry> page = names.next(most);
                assertThat(page).isNotEmpty().hasSizeLessThanOrEqualTo(most);
                given.addAll(page);
            }
            Set<String> all = new TreeSet<>(directories);
            all.addAll(others);
            Set<String> onSource = Set.copyOf(all);
            all.addAll(target);
            assertThat(given)
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .map(name -> new ListedEntry(D.child(name), onSource.contains(name), target.contains(name)))
                            .toList());
        }
    }

    private static Set<String> names(Random random) {
        Set<String> names = new TreeSet<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            names.add("n" + random.nextInt(20));
        }
        return names;
    }
}
