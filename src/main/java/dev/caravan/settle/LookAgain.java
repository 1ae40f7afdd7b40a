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
 * The paths that are looked at again, after one, two, four, eight … quiet periods, up to a longest interval.
 *
 * <p>A client logs a lookup when a file is opened, not when it is written: a process that holds {@code a/log} open and
 * writes after a pause leaves no hint. And a hint that comes with the echo of our own look cannot be told from it. So
 * every path that a hint has named keeps a place here: an unchanged one costs a few looks a day, and no change to it is
 * missed for good.
 *
 * <p>It is in memory, and bounded. A path that has no room is reported: as a gap of its directory where
 * somebody else's hint named it; where its hint may only have been our own echo, the log alone is not trusted
 * any more ({@link #forgot}). Thread-safe.
 */
final class LookAgain {
    private static final int MOST_DOUBLINGS = 30;

    private final Map<RelativePath, Place> places = new HashMap<>();

    /**
     * Paths that somebody else has named, and below those that perhaps nobody has, both by the time of their next look.
     */
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
     * @param looks how many looks in a row have found nothing
     * @param doubts how many of them were asked for by hints in doubt
     */
    private record Place(RelativePath path, long nextMillis, int looks, int doubts, boolean isNamed) {
        static final Comparator<Place> BY_NEXT_LOOK =
                Comparator.comparingLong(Place::nextMillis).thenComparing(Place::path);
    }

    /**
     * Begins with no paths.
     *
     * @param quiet the first interval between two looks; doubled after each look that finds nothing
     * @param longest the longest interval; zero: nothing is looked at again
     * @param most how many paths are kept
     */
    LookAgain(Duration quiet, Duration longest, int most, Gap.Recorder gaps, Clock clock) {
        // At least a second passes between two looks, also where the quiet period is shorter.
        quietMillis = Math.max(1000, quiet.toMillis());
        longestMillis = longest.toMillis();
        this.most = most;
        this.gaps = gaps;
        this.clock = clock;
    }

    /**
     * Takes a hint that may be the echo of our own look at the path.
     *
     * @return false where the hint needs a look of its own. True where such a look has found nothing since
     *     the path last changed: its own echo may ask for another one, without end, so each comes twice as
     *     late as the one before
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
     * @return false where the hint needs a look of its own. True where such a look has found nothing since the path
     *     last changed; then the next look comes within two quiet periods
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

    /** Somebody named the path, or it has changed: the next look comes after one quiet period, whatever was planned. */
    void soon(RelativePath path) {
        put(path, 0, 0, true);
    }

    /**
     * A look has found nothing new: the next one comes after twice the time.
     *
     * @param inDoubt whether a hint in doubt had asked for the look
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
     * A look has found no entry on either side, so the path loses its place: whoever makes one names it. It keeps its
     * place where a hint in doubt asked for a look, since that look's echo asks for the next one.
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
        // The journal's write to disk is outside the lock.
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

    /** Drops the path with the latest next look; one that somebody has named only where there is no other. */
    private Place forgetOne() {
        Place forgotten = doubtful.isEmpty() ? named.last() : doubtful.last();
        drop(forgotten.path);
        forgotAt = clock.instant();
        return forgotten;
    }

    /** The paths that are due, as tasks without tickets. Each keeps its place until its look has ended. */
    synchronized List<Task> due(int atMost) {
        Instant now = clock.instant();
        List<Task> due = new ArrayList<>();
        for (NavigableSet<Place> schedule : List.of(named, doubtful)) {
            while (due.size() < atMost && !schedule.isEmpty() && schedule.first().nextMillis <= now.toEpochMilli()) {
                Place place = schedule.first();
                // The path keeps a place, so that it is looked at again even if this look comes to nothing.
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

    /** All paths, as tasks of now. */
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

    /** When a path last lost its place for want of room; empty where none has. */
    synchronized Optional<Instant> forgot() {
        return Optional.ofNullable(forgotAt);
    }
}
