package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalkOrderTest {
    @Test
    void isThatOfAWalkDepthFirst() {
        List<RelativePath> order =
                List.of("", "a", "a/b", "a/b/c", "a/\u0001", "a\u0001", "a b", "a-b", "a0", "b", "\u00e9").stream()
                        .map(RelativePath::new)
                        .sorted(WalkOrder.INSTANCE)
                        .toList();
        assertThat(order)
                .extracting(RelativePath::latin1)
                .containsExactly("", "a", "a/\u0001", "a/b", "a/b/c", "a\u0001", "a b", "a-b", "a0", "b", "\u00e9");
    }

    @Test
    void keepsEachSubtreeTogether() {
        List<RelativePath> paths = new ArrayList<>();
        for (String one : List.of("x", "x ", "x!", "x0", "x\u0001", "xx")) {
            paths.add(new RelativePath(one));
            paths.add(new RelativePath(one + "/d"));
            paths.add(new RelativePath(one + "/d/e"));
        }
        Collections.shuffle(paths, new Random(7));
        paths.sort(WalkOrder.INSTANCE);
        for (int i = 0; i < paths.size(); i += 3) {
            assertThat(paths.get(i + 1).startsWith(paths.get(i))).isTrue();
            assertThat(paths.get(i + 2).startsWith(paths.get(i))).isTrue();
        }
    }
}
