package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Ticket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;

class LowWaterMarkTest {
    private static final int FEEDS = 3;
    private static final int TICKETS = 400;
    private static final int THREADS = 4;

    /** One holder: its ticket, and for each feed which of the feed's tickets that stands for; 0 for none. */
    private record Holding(Ticket ticket, List<Integer> numbers) {}

    private final List<LowWaterMark<Integer>> marks = new ArrayList<>();
    private final AtomicIntegerArray[] holders = new AtomicIntegerArray[FEEDS];
    private final ConcurrentLinkedQueue<Holding> holdings = new ConcurrentLinkedQueue<>();

    @BeforeTry
    void begin() {
        marks.clear();
        holdings.clear();
        for (int feed = 0; feed < FEEDS; feed++) {
            marks.add(new LowWaterMark<>(Optional.of(0)));
            holders[feed] = new AtomicIntegerArray(TICKETS + 1);
        }
    }

    @Property(tries = 200)
    void markIsAlwaysJustBeforeTheOldestTicketOut(@ForAll long seed) {
        Random random = new Random(seed);
        int[] issued = new int[FEEDS];
        for (int step = 0; step < 1000; step++) {
            int feed = random.nextInt(FEEDS);
            if (random.nextInt(3) == 0 && issued[feed] < TICKETS) {
                issue(feed, ++issued[feed]);
            } else {
                act(random);
            }
            for (int f = 0; f < FEEDS; f++) {
                assertThat(marks.get(f).get()).contains(expectedMark(f, issued[f]));
            }
        }
    }

    private int expectedMark(int feed, int issued) {
        int mark = 0;
        while (mark < issued && holders[feed].get(mark + 1) == 0) {
            mark++;
        }
        return mark;
    }

    @Property(tries = 100)
    void markNeverPassesATicketThatIsOutAndReachesTheEnd(@ForAll long seed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(FEEDS + THREADS + 1);
        try {
            List<Future<Void>> workers = new ArrayList<>();
            for (int feed = 0; feed < FEEDS; feed++) {
                workers.add(pool.submit(issuer(feed)));
            }
            for (int thread = 0; thread < THREADS; thread++) {
                workers.add(pool.submit(worker(new Random(seed + thread))));
            }
            int[] checked = new int[FEEDS];
            while (workers.stream().anyMatch(worker -> !worker.isDone())) {
                checkMarks(checked);
            }
            for (Future<Void> worker : workers) {
                worker.get();
            }
            holdings.forEach(this::release);
            for (LowWaterMark<Integer> mark : marks) {
                assertThat(mark.get()).contains(TICKETS);
                assertThat(mark.outstanding()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void checkMarks(int[] checked) {
        for (int feed = 0; feed < FEEDS; feed++) {
            int mark = marks.get(feed).get().orElseThrow();
            assertThat(mark).isGreaterThanOrEqualTo(checked[feed]);
            for (int number = checked[feed] + 1; number <= mark; number++) {
                assertThat(holders[feed].get(number))
                        .as("holders of ticket %s of feed %s with the mark at %s", number, feed, mark)
                        .isZero();
            }
            checked[feed] = mark;
        }
    }

    private Callable<Void> issuer(int feed) {
        return () -> {
            for (int number = 1; number <= TICKETS; number++) {
                issue(feed, number);
            }
            return null;
        };
    }

    private Callable<Void> worker(Random random) {
        return () -> {
            for (int step = 0; step < 2000; step++) {
                act(random);
            }
            return null;
        };
    }

    private void issue(int feed, int number) {
        holders[feed].set(number, 1);
        List<Integer> numbers = new ArrayList<>(Collections.nCopies(FEEDS, 0));
        numbers.set(feed, number);
        holdings.add(new Holding(marks.get(feed).issue(number), numbers));
    }

    private void act(Random random) {
        Holding one = holdings.poll();
        if (one == null) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> release(one);
            case 1 -> {
                retain(one);
                holdings.add(one);
                holdings.add(one);
            }
            case 2 -> {
                Holding two = holdings.poll();
                holdings.add(two == null ? one : merge(one, two));
            }
            default -> holdings.add(one);
        }
    }

    /** The model counts a holder before the ticket does, and forgets it before: so a mark that is ahead is seen, whenever. */
    private void retain(Holding holding) {
        for (int feed = 0; feed < FEEDS; feed++) {
            count(feed, holding.numbers.get(feed), 1);
        }
        holding.ticket.retain();
    }

    private void release(Holding holding) {
        for (int feed = 0; feed < FEEDS; feed++) {
            count(feed, holding.numbers.get(feed), -1);
        }
        holding.ticket.release();
    }

    private void count(int feed, int number, int change) {
        if (number != 0) {
            holders[feed].addAndGet(number, change);
        }
    }

    private Holding merge(Holding one, Holding two) {
        List<Integer> numbers = new ArrayList<>();
        for (int feed = 0; feed < FEEDS; feed++) {
            int mine = one.numbers.get(feed);
            int other = two.numbers.get(feed);
            boolean both = mine != 0 && other != 0;
            count(feed, both ? Math.max(mine, other) : 0, -1);
            numbers.add(both ? Math.min(mine, other) : mine + other);
        }
        return new Holding(one.ticket.merge(two.ticket), numbers);
    }
}
