package dev.caravan.settle;

import dev.caravan.change.Gap;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The paths that are looked at again, one, two, four, eight … quiet periods after the look before, up to a longest time.
 *
 * <p>A client logs a lookup when a file is opened, and not when it is written: whoever holds {@code a/log} open and writes after a
 * pause leaves no hint. And a hint that comes with the echo of our own look cannot be told from it. So every path that a hint has
 * named keeps a place here: an unchanged one costs a few looks a day, and nothing that happened to it is missed for good.
 *
 * <p>In memory, and bounded. What does not fit is said: where a hint of somebody else's named it, it becomes a gap of its directory;
 * where it may only have been our own echo, the log alone is not to be trusted any more ({@link #forgot}). Any thread.
 */
final class LookAgain {
    private static final int MOST_DOUBLINGS = 30;

    private final Map<RelativePath, Place> places = new HashMap<>();

    /** By their next looks, the next one first: of paths that somebody else has named, and of those that perhaps nobody has. */
    private final NavigableSet<Place> named = new TreeSet<>(Place.BY_NEXT_LOOK);

    private final NavigableSet<Place> doubtful = new TreeSet<>(Place.BY_NEXT_LOOK);

    private final long quietMillis;
    private final long longestMillis;
    private final int most;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private Instant forgotAt;

    /**
     * A path and its next look.
     *
     * @param looks how many in a row have found nothing
     * @param doubts how many of them a hint in doubt has asked for
     */
    private record Place(RelativePath path, long nextMillis, int looks, int doubts, boolean isNamed) {
        static final Comparator<Place> BY_NEXT_LOOK =
                Comparator.comparingLong(Place::nextMillis).thenComparing(Place::path);
    }

    /**
     * No path yet.
     *
     * @param quiet the first time between two looks; doubled after each that finds nothing
     * @param longest the last; zero: nothing is looked at again
     * @param most how many paths are kept
     */
    LookAgain(Duration quiet, Duration longest, int most, Gap.Recorder gaps, Clock clock) {
        // Time has to go by between two looks, also where nothing has to be quiet.
        quietMillis = Math.max(1000, quiet.toMillis());
        longestMillis = longest.toMillis();
        this.most = most;
        this.gaps = gaps;
        this.clock = clock;
    }

    /**
     * Takes a hint that may be the echo of our own look at the path.
     *
     * @return false where it has to be looked at by itself. Where such a look has found nothing since the path last changed, true:
     *     its own echo may ask for another one, without an end, and each is twice as far away as the one before.
     */
    synchronized boolean takesDoubt(RelativePath path) {
        Place place = places.get(path);
        if (place == null || place.doubts == 0) {
            return false;
        }
        if (pullCloser(place, place.doubts)) {
            Place pulled = places.get(path);
            move(pulled, new Place(path, pulled.nextMillis, pulled.looks, pulled.doubts + 1, pulled.isNamed));
        }
        return true;
    }

    /**
     * Takes a hint that may be the echo of our own look at something below the path.
     *
     * @return false where it has to be looked at by itself; where such a look has found nothing since the path last changed, the next
     *     one is at most two quiet periods away
     */
    synchronized boolean takesDoubtBelow(RelativePath path) {
        Place place = places.get(path);
        if (place == null || place.doubts == 0) {
            return false;
        }
        pullCloser(place, 1);
        return true;
    }

    private boolean pullCloser(Place place, int doublings) {
        long latest = clock.millis() + quietMillis * (1L << Math.min(doublings, MOST_DOUBLINGS));
        if (place.nextMillis <= latest) {
            return false;
        }
        move(place, new Place(place.path, latest, place.looks, place.doubts, place.isNamed));
        return true;
    }

    synchronized int size() {
        return places.size();
    }

    /** The path was named by somebody, or has changed: the next look is a quiet period away, whatever was before. */
    void soon(RelativePath path) {
        put(path, 0, 0, true);
    }

    /**
     * A look has found nothing; the next comes twice as late.
     *
     * @param inDoubt whether a hint in doubt had asked for it
     */
    void later(RelativePath path, boolean inDoubt) {
        Place before;
        synchronized (this) {
            before = places.get(path);
        }
        int doubt = inDoubt ? 1 : 0;
        if (before == null) {
            put(path, 1, doubt, false);
        } else {
            put(path, before.looks + 1, before.doubts + doubt, before.isNamed);
        }
    }

    /**
     * A look has found no such entry on either side. Whoever makes one names it; the echo of a look in doubt asks for the next one,
     * later and later, as of what is there.
     *
     * @param inDoubt whether a hint in doubt had asked for the look
     */
    void nowhere(RelativePath path, boolean inDoubt) {
        boolean wasInDoubt;
        synchronized (this) {
            Place before = places.get(path);
            wasInDoubt = before != null && before.doubts > 0;
        }
        if (inDoubt || wasInDoubt) {
            later(path, inDoubt);
        } else {
            drop(path);
        }
    }

    private synchronized void drop(RelativePath path) {
        Place place = places.remove(path);
        if (place != null) {
            schedule(place).remove(place);
        }
    }

    private void put(RelativePath path, int looks, int doubts, boolean isNamed) {
        if (longestMillis == 0) {
            return;
        }
        Optional<Place> forgotten;
        synchronized (this) {
            long after = Math.min(longestMillis, quietMillis << Math.min(looks, MOST_DOUBLINGS));
            move(places.get(path), new Place(path, clock.millis() + after, looks, doubts, isNamed));
            forgotten = places.size() > most ? Optional.of(forgetOne()) : Optional.empty();
        }
        // The journal writes to a disk, for which nobody else has to wait.
        forgotten
                .filter(Place::isNamed)
                .ifPresent(place -> gaps.record(Gap.below(
                        place.path.isRoot() ? place.path : place.path.parent(),
                        Gap.LOOK_AGAIN,
                        clock.instant(),
                        "more paths have to be looked at again than caravan.settle.max-look-again-paths")));
    }

    private void move(Place before, Place now) {
        if (before != null) {
            schedule(before).remove(before);
        }
        places.put(now.path, now);
        schedule(now).add(now);
    }

    private NavigableSet<Place> schedule(Place place) {
        return place.isNamed ? named : doubtful;
    }

    /** What was quiet for longest goes first; what somebody has named only where nothing else is left. */
    private Place forgetOne() {
        Place forgotten = doubtful.isEmpty() ? named.last() : doubtful.last();
        drop(forgotten.path);
        forgotAt = clock.instant();
        return forgotten;
    }

    /** Those whose time has come, as tasks under no ticket; each keeps its place until its look has come to something. */
    synchronized List<Task> due(int atMost) {
        Instant now = clock.instant();
        List<Task> due = new ArrayList<>();
        for (NavigableSet<Place> schedule : List.of(named, doubtful)) {
            while (due.size() < atMost && !schedule.isEmpty() && schedule.first().nextMillis <= now.toEpochMilli()) {
                Place place = schedule.first();
                // Whatever becomes of the look, there is another one.
                move(
                        place,
                        new Place(
                                place.path,
                                now.toEpochMilli() + longestMillis,
                                place.looks,
                                place.doubts,
                                place.isNamed));
                due.add(task(place.path, now));
            }
        }
        return due;
    }

    /** All of them, as tasks of now. */
    List<Task> all() {
        Instant now = clock.instant();
        return paths().stream().map(path -> task(path, now)).toList();
    }

    synchronized List<RelativePath> paths() {
        return List.copyOf(places.keySet());
    }

    private static Task task(RelativePath path, Instant now) {
        return new Task(path, Ticket.NONE, now, Origin.AGAIN, 0);
    }

    /** When a path lost its place for want of room; empty where none has. */
    synchronized Optional<Instant> forgot() {
        return Optional.ofNullable(forgotAt);
    }
}
