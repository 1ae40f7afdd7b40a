package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** A look where a directory was moved: away from the path, or to it. */
class MovedDirectoryLookTest extends ReconcilerFixture {
    @Test
    void tellsOfDirectoriesThatAreNotWhatTheyWere() throws IOException {
        Files.createDirectories(source.resolve("new"));
        Files.createDirectories(target.resolve("gone"));
        Files.createFile(target.resolve("file"));
        look("new");
        look("gone");
        look("file");
        assertThat(moved).containsExactly(new RelativePath("new"), new RelativePath("gone"));
    }

    @Test
    void doesNotLookInADirectoryThatIsNotWhereTheHintMeantIt() throws IOException {
        Files.createDirectory(source.resolve("a"));
        Files.createDirectory(source.resolve("b"));
        long a = Lstat.read(source.resolve("a")).orElseThrow().inode();
        long b = Lstat.read(source.resolve("b")).orElseThrow().inode();
        assertThat(look("gone/f", a).kind()).isEqualTo(Kind.MOVED);
        assertThat(look("b/f", a).kind())
                .as("not known yet to be the same numbers")
                .isNotEqualTo(Kind.MOVED);
        assertThat(look("a/f", a).kind()).isNotEqualTo(Kind.MOVED);
        assertThat(look("b/f", a).kind()).as("known to be the same numbers").isEqualTo(Kind.MOVED);
        assertThat(look("b/f", b).kind()).isNotEqualTo(Kind.MOVED);
        assertThat(look("b/f", 0).kind()).as("named by its path").isNotEqualTo(Kind.MOVED);
    }

    @Test
    void letsTheExchangeComeBackToAPathThatWasMoved() throws IOException {
        Exchange exchange = exchange();
        assertThat(reconciler.look(task("gone/f", 4711), exchange).kind()).isEqualTo(Kind.MOVED);
        assertThat(reconciler.look(task("gone/f"), exchange).kind()).isEqualTo(Kind.IN_SYNC);
        assertThat(look("gone/f").kind()).as("another exchange").isEqualTo(Kind.WAIT);
        complete(exchange);
        assertThat(look("gone/f").kind()).isEqualTo(Kind.IN_SYNC);
    }
}
