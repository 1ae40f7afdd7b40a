package dev.caravan.settle;

import dev.caravan.change.Gap;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
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

    /** A path and its next look. */
    private record Place(RelativePath path, long nextMillis, int looks, boolean isNamed) {
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

    synchronized boolean holds(RelativePath path) {
        return places.containsKey(path);
    }

    /** True where the last look at the path found nothing, and there are others to come. */
    synchronized boolean foundNothing(RelativePath path) {
        Place place = places.get(path);
        return place != null && place.looks > 0;
    }

    synchronized int size() {
        return places.size();
    }

    /** The path was named by somebody, or has changed: the next look is a quiet period away, whatever was before. */
    void soon(RelativePath path) {
        put(path, 0, true);
    }

    /** A look has found nothing; the next comes twice as late. */
    void later(RelativePath path) {
        Place before;
        synchronized (this) {
            before = places.get(path);
        }
        put(path, before == null ? 1 : before.looks + 1, before != null && before.isNamed);
    }

    /** What was looked at below it may hide a hint for it: its next look is at most two quiet periods away. */
    synchronized void pullCloser(RelativePath path) {
        Place place = places.get(path);
        long latest = clock.millis() + 2 * quietMillis;
        if (place != null && place.nextMillis > latest) {
            move(place, new Place(path, latest, place.looks, place.isNamed));
        }
    }

    /** There is no such entry any more on either side; whoever makes one names it. */
    synchronized void drop(RelativePath path) {
        Place place = places.remove(path);
        if (place != null) {
            schedule(place).remove(place);
        }
    }

    private void put(RelativePath path, int looks, boolean isNamed) {
        if (longestMillis == 0) {
            return;
        }
        Optional<Place> forgotten;
        synchronized (this) {
            long after = Math.min(longestMillis, quietMillis << Math.min(looks, MOST_DOUBLINGS));
            move(places.get(path), new Place(path, clock.millis() + after, looks, isNamed));
            forgotten = places.size() > most ? Optional.of(forgetOne()) : Optional.empty();
        }
        // The journal writes to a disk, for which nobody else has to wait.
        forgotten
                .filter(Place::isNamed)
                .ifPresent(place -> gaps.record(Gap.below(
                        place.path.isRoot() ? place.path : place.path.parent(),
                        "look-again",
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
                move(place, new Place(place.path, now.toEpochMilli() + longestMillis, place.looks, place.isNamed));
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
