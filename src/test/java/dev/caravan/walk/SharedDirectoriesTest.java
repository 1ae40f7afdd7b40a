package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Gap;
import dev.caravan.change.Page;
import dev.caravan.change.SharedWalk;
import dev.caravan.change.SharedWalk.Directory;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The directories that one process has of a shared walk.
 *
 * <p>How it could lose: a directory counts as done before others know of its subdirectories; one that was given up counts as
 * done when its last page ends; one that was walked while a root was away counts as done.
 */
@Timeout(20)
class SharedDirectoriesTest {
    private final Deque<Directory> waiting = new ArrayDeque<>();
    private final List<Directory> handedOn = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    @TempDir
    private Path folder;

    private Roots roots;
    private SharedDirectories directories;

    private final class Shared implements SharedWalk {
        @Override
        public Optional<Directory> poll() {
            return Optional.ofNullable(waiting.poll());
        }

        @Override
        public void handOn(List<Directory> found) {
            found.forEach(each -> each.ticket().retain());
            handedOn.addAll(found);
        }

        @Override
        public void putBack(Collection<Directory> taken) {
            waiting.addAll(taken);
        }

        @Override
        public int waiting() {
            return waiting.size();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        roots = Roots.open(
                Files.createDirectory(folder.resolve("source")),
                Files.createDirectory(folder.resolve("target")),
                List.of(),
                Optional.empty());
        directories = new SharedDirectories(
                new Shared(), roots, 2, gaps::add, new SettableClock(Instant.parse("2026-11-28T12:00:00Z")));
    }

    private static RelativePath path(String text) {
        return new RelativePath(text);
    }

    private CountedTicket add(String path) {
        CountedTicket ticket = new CountedTicket(waiting.size());
        waiting.add(new Directory(path(path), ticket));
        return ticket;
    }

    /** Takes the next directory, as the walking thread does. */
    private Visit take() throws InterruptedException {
        Directories.Found found = ((Directories.Step.Begin) directories.next().orElseThrow()).found();
        return new Visit(
                found.directory(),
                found.copy(),
                directories.issue(found),
                directories::found,
                directories::walkedThrough);
    }

    @Test
    void isDoneOnceOthersKnowOfWhatWasFoundInIt() throws InterruptedException {
        CountedTicket ticket = add("a");
        Visit visit = take();
        directories.found(List.of(new Directories.Found(path("a/b"), Page.Copy.NONE, visit.ticket())));
        directories.ended(visit);
        assertThat(ticket.holders()).as("handed on, not acknowledged").isEqualTo(1);
        assertThat(handedOn).extracting(Directory::path).containsExactly(path("a/b"));
        handedOn.get(0).ticket().release();
        assertThat(ticket.holders()).isZero();
    }

    /** It may have been equal when it was found, and then another process was killed between a rename in it and its times. */
    @Test
    void looksAtTheTimesOfEachDirectoryAtItsEnd() throws InterruptedException {
        add("a");
        assertThat(take().needsTimes()).isTrue();
    }

    @Test
    void hasOnlySoManyInHand() throws InterruptedException {
        add("a");
        add("b");
        add("c");
        Visit first = take();
        take();
        assertThat(directories.pending()).isEqualTo(3);
        directories.ended(first);
        assertThat(take().directory()).isEqualTo(path("c"));
    }

    @Test
    void leavesOutWhatAnotherProcessDoes() throws InterruptedException {
        CountedTicket lost = add("a");
        lost.becomes(Right.LOST);
        add("b");
        assertThat(take().directory()).isEqualTo(path("b"));
        assertThat(lost.holders()).isZero();
    }

    @Test
    void givesUpWhatIsInHandAsOneThatIsNotDone() throws InterruptedException {
        CountedTicket ticket = add("a");
        Visit visit = take();
        Collection<Directory> unfinished = directories.abandon();
        assertThat(unfinished).extracting(Directory::path).containsExactly(path("a"));
        // A page that was on its way ends later.
        directories.ended(visit);
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void walksOnceMoreWhereARootWasAway() throws Exception {
        CountedTicket ticket = add("a");
        Visit visit = take();
        Files.move(folder.resolve("target"), folder.resolve("elsewhere"));
        assertThatThrownBy(() -> roots.check()).isInstanceOf(IOException.class);
        directories.ended(visit);
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(take().directory()).isEqualTo(path("a"));
    }

    @Test
    void tellsAGapWhereADirectoryWasNotListed() throws InterruptedException {
        CountedTicket ticket = add("a");
        directories.failed(take(), new IllegalStateException("unforeseen"));
        assertThat(ticket.holders()).isZero();
        assertThat(gaps).extracting(Gap::directory).containsExactly(path("a"));
        assertThat(directories.pending()).isZero();
    }

    @Test
    void endsAtAnInterrupt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(directories::next).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whatIsWalkedThroughComesFirst() throws InterruptedException {
        add("a");
        Visit visit = take();
        add("b");
        directories.walkedThrough(visit);
        assertThat(directories.next()).contains(new Directories.Step.End(visit));
    }
}
