package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TreeWalkTest {
    private static final Executor HERE = Runnable::run;

    /** Directories by path, with the names in each; whatever is a key is a directory. */
    private final Map<String, List<String>> tree = new TreeMap<>();

    private final Set<String> unequal = new HashSet<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void goesThroughTheTreeDepthFirst() throws InterruptedException {
        tree.put("", List.of("a", "f", "z"));
        tree.put("a", List.of("b", "g"));
        tree.put("a/b", List.of());
        tree.put("z", List.of("y"));
        assertThat(walk("")).isTrue();
        assertThat(events)
                .containsExactly(
                        "WALK [.] of .",
                        "list .",
                        "WALK [a, f, z] of .",
                        "list a",
                        "WALK [a/b, a/g] of a",
                        "list a/b",
                        "list z",
                        "WALK [z/y] of z");
    }

    @Test
    void setsTheTimesOfWhatHadSomethingToBeDoneInIt() throws InterruptedException {
        tree.put("", List.of("a", "c", "f"));
        tree.put("a", List.of("g"));
        tree.put("c", List.of());
        unequal.add("a/g");
        walk("");
        assertThat(events)
                .containsExactly(
                        "WALK [.] of .",
                        "list .",
                        "WALK [a, c, f] of .",
                        "list a",
                        "WALK [a/g] of a",
                        "WALKED [a] of .",
                        "list c");
    }

    @Test
    void setsTheTimesOfADirectoryThatHasOthersOnTheTarget() throws InterruptedException {
        tree.put("", List.of("a"));
        tree.put("a", List.of());
        otherTimes.add("a");
        walk("");
        assertThat(events).containsExactly("WALK [.] of .", "list .", "WALK [a] of .", "list a", "WALKED [a] of .");
    }

    @Test
    void listsTheTargetOnlyWhereItHasTheDirectory() throws InterruptedException {
        tree.put("", List.of("new"));
        tree.put("new", List.of());
        missing.add("new");
        walk("");
        assertThat(events).contains("list .", "list new on the source only");
    }

    @Test
    void setsTheTimesAboveADirectoryThatIsNew() throws InterruptedException {
        tree.put("x/y", List.of("f"));
        unequal.add("x/y");
        missing.add("x/y");
        walk("x/y");
        assertThat(events)
                .containsExactly(
                        "WALK [x/y] of x", "WALKED [x] of .", "list x/y on the source only", "WALK [x/y/f] of x/y");
    }

    /** What was moved into its place from elsewhere is equal, and left its mark on the directory above only. */
    @Test
    void looksAtTheTimesAboveADirectoryThatIsEqual() throws InterruptedException {
        tree.put("x/y", List.of());
        walk("x/y");
        assertThat(events).containsExactly("WALK [x/y] of x", "WALKED [x] of .", "list x/y");
    }

    @Test
    void endsWhereThereIsNoDirectory() throws InterruptedException {
        walk("gone");
        assertThat(events).containsExactly("WALK [gone] of .", "WALKED [.] of .");
    }

    @Test
    void goesOnWhereAnEarlierWalkWasCutOff() throws InterruptedException {
        tree.put("", List.of("a", "b", "b c", "c"));
        for (String path : List.of("a", "a/x", "b", "b/x", "b/x/y", "b/z", "b c", "c")) {
            tree.putIfAbsent(path, List.of());
        }
        tree.put("b", List.of("x", "z"));
        tree.put("b/x", List.of("y"));
        walk("", Optional.of(new RelativePath("b/x")));
        assertThat(events.stream().filter(event -> event.startsWith("list")))
                .containsExactly("list .", "list b", "list b/x", "list b/x/y", "list b/z", "list b c", "list c");
    }

    @Test
    void handsOnAtMost512EntriesAPage() throws InterruptedException {
        tree.put("", names(1200));
        List<Integer> sizes = new ArrayList<>();
        walk("", Optional.empty(), Ticket.NONE, (page, done) -> {
            if (!page.entries().get(0).path().isRoot()) {
                sizes.add(page.entries().size());
            }
            report(page);
            done.done(true);
        });
        assertThat(sizes).containsExactly(512, 512, 176);
    }

    @Test
    void givesEveryPageTheTicketOfTheWalk() throws InterruptedException {
        tree.put("", List.of("a"));
        CountedTicket ticket = new CountedTicket(1);
        List<Ticket> tickets = new ArrayList<>();
        walk("", Optional.empty(), ticket, (page, done) -> {
            tickets.add(page.ticket());
            report(page);
            done.done(true);
        });
        assertThat(tickets).hasSize(2).allMatch(of -> of.covers(ticket));
        assertThat(ticket.holders()).as("who asked").isEqualTo(1);
    }

    @Test
    void walksSubdirectoriesWhileTheRestOfTheirPageIsStillBeingDone() throws InterruptedException {
        tree.put("", List.of("a", "large file"));
        tree.put("a", List.of("f"));
        List<TreeWalk.Done> late = new ArrayList<>();
        walk("", Optional.empty(), Ticket.NONE, (page, done) -> {
            events.add("WALK of " + page.directory());
            report(page);
            if (page.entries().size() == 2) {
                late.add(done);
                page.finds().directoriesStand();
            } else {
                done.done(true);
            }
            if (page.directory().latin1().equals("a")) {
                events.add("end of the large file");
                late.get(0).done(true);
            }
        });
        assertThat(events).endsWith("list a", "WALK of a", "end of the large file");
    }

    @Test
    void saysThatItIsNotCompleteWhereAPageFailed() throws InterruptedException {
        tree.put("", List.of("a"));
        assertThat(walk("", Optional.empty(), Ticket.NONE, (page, done) -> {
                    report(page);
                    done.done(page.entries().get(0).path().isRoot());
                }))
                .isFalse();
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
        tree.put("small", List.of("f"));
        unequal.addAll(List.of("big", "big/n5", "big/n7/f", "big/n1999/deep", "big/n1999/deep/n3", "small/f"));
        PagesInHand hand = new PagesInHand(random);
        Thread ending = new Thread(hand::endThem);
        ending.setDaemon(true);
        ending.start();
        ExecutorService listers = Executors.newFixedThreadPool(3);
        try {
            new TreeWalk(
                            Optional.of(RelativePath.ROOT),
                            new Frontier(Optional.empty(), 6),
                            new PartTickets(Ticket.NONE, () -> {}),
                            this::list,
                            hand,
                            listers)
                    .run();
        } finally {
            listers.shutdown();
        }
        assertThat(hand.isEmpty()).as("every page has ended").isTrue();

        for (String directory : tree.keySet()) {
            String shown = directory.isEmpty() ? "." : directory;
            int listed = events.indexOf("list " + shown);
            int walked = events.lastIndexOf("end WALKED [" + shown + "]");
            int lastPage = events.lastIndexOf("end WALK of " + shown);
            assertThat(listed).as("list of " + shown).isGreaterThanOrEqualTo(0);
            assertThat(walked).as("times of " + shown).isGreaterThan(Math.max(listed, lastPage));
        }
        assertThat(events.indexOf("list big/n7")).isGreaterThan(events.indexOf("end WALK of big"));
    }

    @Test
    void endsAtAnInterrupt() {
        tree.put("", List.of("a"));
        assertThatThrownBy(() -> walk("", Optional.empty(), Ticket.NONE, (page, done) -> {
                    throw new InterruptedException("stopped");
                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void endsWithWhatAListingEndedWithThatNobodyForesaw() {
        tree.put("", List.of("a"));
        assertThatThrownBy(() -> new TreeWalk(
                                Optional.of(RelativePath.ROOT),
                                new Frontier(Optional.empty(), 4),
                                new PartTickets(Ticket.NONE, () -> {}),
                                (directory, onTarget) -> {
                                    throw new IllegalStateException("the disk is full");
                                },
                                (page, done) -> {
                                    report(page);
                                    done.done(true);
                                },
                                HERE)
                        .run())
                .hasMessage("the disk is full");
    }

    private final Set<String> otherTimes = new HashSet<>();
    private final Set<String> missing = new HashSet<>();

    private boolean walk(String top) throws InterruptedException {
        return walk(top, Optional.empty());
    }

    private boolean walk(String top, Optional<RelativePath> from) throws InterruptedException {
        return new TreeWalk(
                        Optional.of(new RelativePath(top)),
                        new Frontier(from, 4),
                        new PartTickets(Ticket.NONE, () -> {}),
                        this::list,
                        (page, done) -> {
                            List<RelativePath> paths = page.entries().stream()
                                    .map(ListedEntry::path)
                                    .toList();
                            events.add(page.origin() + " " + paths + " of " + page.directory());
                            report(page);
                            done.done(true);
                        },
                        HERE)
                .run();
    }

    private boolean walk(String top, Optional<RelativePath> from, Ticket ticket, TreeWalk.Pages pages)
            throws InterruptedException {
        TreeWalk.Tickets tickets = new PartTickets(ticket, () -> {});
        boolean isComplete = new TreeWalk(
                        Optional.of(new RelativePath(top)), new Frontier(from, 4), tickets, this::list, pages, HERE)
                .run();
        tickets.ended(true);
        return isComplete;
    }

    private SortedNames list(RelativePath directory, boolean onTarget) {
        events.add("list " + directory + (onTarget ? "" : " on the source only"));
        List<String> names = tree.get(directory.latin1()).stream().sorted().toList();
        return new SortedNames(directory, names, List.of(), names, () -> {});
    }

    private void report(Page page) {
        for (ListedEntry listed : page.entries()) {
            String path = listed.path().latin1();
            if (page.origin() == Origin.WALK && tree.containsKey(path)) {
                page.finds().directory(listed.path(), copy(path));
            }
            if (unequal.contains(path)) {
                page.finds().unequal();
            }
        }
    }

    private Page.Copy copy(String path) {
        if (missing.contains(path)) {
            return Page.Copy.NONE;
        }
        return otherTimes.contains(path) || unequal.contains(path)
                ? Page.Copy.OF_OTHER_TIMES
                : Page.Copy.OF_EQUAL_TIMES;
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
        public synchronized void handOver(Page page, TreeWalk.Done done) {
            String what = page.origin() == Origin.WALK
                    ? "WALK of " + page.directory()
                    : "WALKED [" + page.entries().get(0).path() + "]";
            Runnable end = () -> {
                report(page);
                events.add("end " + what);
                done.done(true);
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
