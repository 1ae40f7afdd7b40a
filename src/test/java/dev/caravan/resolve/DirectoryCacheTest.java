package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DirectoryCacheTest {
    private final AtomicLong nanos = new AtomicLong();
    private final DirectoryCache cache = new DirectoryCache(Duration.ofSeconds(60), nanos::get);

    private static RelativePath path(String latin1) {
        return new RelativePath(latin1);
    }

    @Test
    void forgetsASubtreeAndNothingBesideIt() {
        String[] paths = {"a", "a/b", "a/b/c", "a/bc", "a!", "a0", "ab", "b"};
        for (int i = 0; i < paths.length; i++) {
            cache.put(i, path(paths[i]));
        }
        cache.forget(path("a/b"));
        assertThat(cache.get(0)).isEqualTo(path("a"));
        assertThat(cache.get(1)).isNull();
        assertThat(cache.get(2)).isNull();
        assertThat(cache.get(3)).isEqualTo(path("a/bc"));

        cache.forget(path("a"));
        assertThat(cache.get(0)).isNull();
        assertThat(cache.get(3)).isNull();
        assertThat(cache.get(4)).isEqualTo(path("a!"));
        assertThat(cache.get(5)).isEqualTo(path("a0"));
        assertThat(cache.get(6)).isEqualTo(path("ab"));
        assertThat(cache.get(7)).isEqualTo(path("b"));
    }

    @Test
    void forgetsEverythingWithTheRoot() {
        cache.put(1, RelativePath.ROOT);
        cache.put(2, path("a"));
        cache.forget(RelativePath.ROOT);
        assertThat(cache.get(1)).isNull();
        assertThat(cache.get(2)).isNull();
    }

    @Test
    void takesAPathForOneDirectoryOnly() {
        cache.put(1, path("a"));
        cache.put(2, path("a"));
        assertThat(cache.get(1)).isNull();
        assertThat(cache.get(2)).isEqualTo(path("a"));
        cache.forget(path("a"));
        assertThat(cache.get(2)).isNull();
    }

    @Test
    void followsADirectoryThatMoved() {
        cache.put(1, path("a"));
        cache.put(1, path("b"));
        cache.forget(path("a"));
        assertThat(cache.get(1)).isEqualTo(path("b"));
        cache.put(1, path("b"));
        cache.forget(path("b"));
        assertThat(cache.get(1)).isNull();
    }

    @Test
    void keepsAnAnswerForItsTimeOnly() {
        cache.put(1, path("a"));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(cache.get(1)).isEqualTo(path("a"));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(cache.get(1)).isNull();
    }
}
