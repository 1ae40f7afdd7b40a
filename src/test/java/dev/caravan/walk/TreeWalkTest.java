package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.CountedTicket;
import dev.caravan.change.Page;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TreeWalkTest {
    /** Directories by path, with the names in each; whatever is a key is a directory. */
    private final Map<String, List<String>> tree = new TreeMap<>();

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void goesThroughTheTreeDepthFirst() throws InterruptedException {
        tree.put("", List.of("a", "f"));
        tree.put("a", List.of("b", "g"));
        tree.put("a/b", List.of());
        walk("");
        assertThat(events)
                .containsExactly(
                        "WALK [.] of .",
                        "list .",
                        "WALK [a, f] of .",
                        // All that is in it is done: its times are set.
                        "WALKED [.] of .",
                        "list a",
                        "WALK [a/b, a/g] of a",
                        "WALKED [a] of .",
                        "list a/b",
                        "WALKED [a/b] of a");
    }

    @Test
    void setsTheTimesAboveADirectoryThatMayBeNew() throws InterruptedException {
        tree.put("x/y", List.of("f"));
        walk("x/y");
        assertThat(events)
                .containsExactly(
                        "WALK [x/y] of x", "list x/y", "WALK [x/y/f] of x/y", "WALKED [x/y] of x", "WALKED [x] of .");
    }

    @Test
    void endsWhereThereIsNoDirectory() throws InterruptedException {
        walk("gone");
        assertThat(events).containsExactly("WALK [gone] of .", "WALKED [.] of .");
    }

    @Test
    void handsOnAtMost512EntriesAPage() throws InterruptedException {
        tree.put("", names(1200));
        List<Integer> sizes = new ArrayList<>();
        new TreeWalk(RelativePath.ROOT, Ticket.NONE, this::list, (page, done) -> {
                    if (!page.entries().get(0).isRoot()) {
                        sizes.add(page.entries().size());
                    }
                    record(page);
                    done.run();
                })
                .run();
        assertThat(sizes).containsExactly(512, 512, 176);
        assertThat(events).endsWith("WALKED [.] of .");
    }

    @Test
    void givesEveryPageTheTicketOfTheWalk() throws InterruptedException {
        tree.put("", List.of("a"));
        Ticket ticket = new CountedTicket(1);
        List<Ticket> tickets = new ArrayList<>();
        new TreeWalk(RelativePath.ROOT, ticket, this::list, (page, done) -> {
                    tickets.add(page.ticket());
                    record(page);
                    done.run();
                })
                .run();
        assertThat(tickets).hasSize(3).containsOnly(ticket);
    }

    /** Pages that end on other threads, in any order: no directory before its own page, no times before the last page. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsTheOrderWhateverTheOrderInWhichPagesEnd(long seed) throws InterruptedException {
        Random random = new Random(seed);
        tree.put("", List.of("big", "small"));
        tree.put("big", names(2000));
        tree.put("big/n7", List.of("f"));
        tree.put("big/n1999", List.of("deep"));
        tree.put("big/n1999/deep", names(600));
        tree.put("small", List.of());
        PagesInHand hand = new PagesInHand(random);
        Thread ending = new Thread(hand::endThem);
        ending.setDaemon(true);
        ending.start();
        new TreeWalk(RelativePath.ROOT, Ticket.NONE, this::list, hand).run();
        assertThat(hand.isEmpty()).as("every page has ended").isTrue();

        for (String directory : tree.keySet()) {
            String shown = directory.isEmpty() ? "." : directory;
            int listed = events.indexOf("list " + shown);
            int walked = lastIndexOf("end WALKED [" + shown + "]");
            int lastPage = events.lastIndexOf("end WALK of " + shown);
            assertThat(listed).as("list of " + shown).isGreaterThanOrEqualTo(0);
            assertThat(walked).as("times of " + shown).isGreaterThan(Math.max(listed, lastPage));
        }
        assertThat(events.indexOf("list big/n7")).isGreaterThan(events.indexOf("end WALK of big"));
    }

    @Test
    void endsAtAnInterrupt() {
        tree.put("", List.of("a"));
        assertThatThrownBy(() -> new TreeWalk(
                                RelativePath.ROOT,
                                Ticket.NONE,
                                directory -> {
                                    throw new InterruptedException("stopped");
                                },
                                (page, done) -> {
                                    record(page);
                                    done.run();
                                })
                        .run())
                .isInstanceOf(InterruptedException.class);
    }

    private void walk(String top) throws InterruptedException {
        new TreeWalk(new RelativePath(top), Ticket.NONE, this::list, (page, done) -> {
                    events.add(page.origin() + " " + page.entries() + " of " + page.directory());
                    report(page);
                    done.run();
                })
                .run();
    }

    private List<RelativePath> list(RelativePath directory) {
        events.add("list " + directory);
        return tree.get(directory.latin1()).stream().map(directory::child).toList();
    }

    private void record(Page page) {
        events.add(page.origin() + " [" + page.entries().get(0) + "] of " + page.directory());
        report(page);
    }

    private void report(Page page) {
        if (page.origin() == Origin.WALK) {
            page.entries().stream()
                    .filter(entry -> tree.containsKey(entry.latin1()))
                    .forEach(page.subdirectories());
        }
    }

    private int lastIndexOf(String event) {
        return events.lastIndexOf(event);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
    }

    /** Takes every page at once, and ends them on another thread in an order of chance. */
    private final class PagesInHand implements TreeWalk.Pages {
        private final Deque<Runnable> pages = new ArrayDeque<>();
        private final Random random;

        PagesInHand(Random random) {
            this.random = random;
        }

        @Override
        public synchronized void handOver(Page page, Runnable done) {
            String what = page.origin() == Origin.WALK
                    ? "WALK of " + page.directory()
                    : "WALKED [" + page.entries().get(0) + "]";
            Runnable end = () -> {
                report(page);
                events.add("end " + what);
                done.run();
            };
            if (random.nextBoolean()) {
                pages.addFirst(end);
            } else {
                pages.addLast(end);
            }
            notifyAll();
        }

        synchronized boolean isEmpty() {
            return pages.isEmpty();
        }

        private synchronized Runnable next() throws InterruptedException {
            while (pages.isEmpty()) {
                wait();
            }
            return random.nextBoolean() ? pages.pollFirst() : pages.pollLast();
        }

        void endThem() {
            try {
                while (true) {
                    next().run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
