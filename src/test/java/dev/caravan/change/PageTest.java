package dev.caravan.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void putsTheEntriesOfADirectoryTogether() {
        List<Page> pages = Page.of(paths("a/1", "b", "a/2", "", "a/b/1"));
        assertThat(pages)
                .extracting(page -> page.directory() + " "
                        + page.entries().stream().map(ListedEntry::path).toList())
                .containsExactlyInAnyOrder("a [a/1, a/2]", ". [b, .]", "a/b [a/b/1]");
    }

    @Test
    void takesNoMoreThanAPageHolds() {
        List<RelativePath> paths = IntStream.range(0, 2 * Page.MAX_ENTRIES + 1)
                .mapToObj(i -> new RelativePath("d/" + i))
                .toList();
        List<Page> pages = Page.of(paths);
        assertThat(pages).extracting(page -> page.entries().size()).containsExactly(512, 512, 1);
        assertThat(pages.stream().flatMap(page -> page.entries().stream()).map(ListedEntry::path))
                .containsExactlyElementsOf(paths);
    }

    private static List<RelativePath> paths(String... latin1) {
        return IntStream.range(0, latin1.length)
                .mapToObj(i -> new RelativePath(latin1[i]))
                .toList();
    }
}
