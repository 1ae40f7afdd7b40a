package dev.caravan.settle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.change.Canaries;
import dev.caravan.change.Hint;
import dev.caravan.change.Ticket;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The open brackets: looks whose opening canary has come out of the log and whose closing canary has not.
 *
 * <p>A hint for a look's own path within its bracket is set aside, under its ticket, until the closing canary comes. If
 * the path was named no more often than such a look always names it, all of it was ours: somebody else's lookup would
 * be one more. If it was named more often, it is news, unless looks often leave that many lookups: then it is in doubt.
 * How many are usual is learnt from earlier brackets whose looks found an entry of the same type.
 *
 * <p>Single-threaded; called in the order of the log.
 */
final class Brackets {
    /** After this time a closing canary that has not come out of the log counts as lost. */
    static final Duration LOST_CLOSING = Duration.ofMinutes(1);

    private static final int MAX_SURPLUSES = 100_000;

    /** Open brackets by their opening canaries; no more than there are workers, unless a closing canary was lost. */
    private final Map<RelativePath, Bracket> open = new LinkedHashMap<>();

    /**
     * Usual counts by the type that the look found: a file's attributes are asked for as well, those of a
     * missing entry are not.
     */
    private final Map<Optional<Entry.Type>, UsualCount> usual = new HashMap<>();

    /**
     * Paths whose last look left more lookups than usual, with that count: the next look may leave as many again, for
     * example at a link.
     */
    private final Cache<RelativePath, Integer> surpluses =
            Caffeine.newBuilder().maximumSize(MAX_SURPLUSES).build();

    /** The verdict on hints that were set aside. */
    enum Outcome {
        /** All are echoes of our own look. */
        OURS,
        /** Somebody else's lookup is among them. */
        NEWS,
        /** Somebody else's lookup may be among them. */
        DOUBT
    }

    /**
     * The hints for one path that were set aside in one bracket; the first stands for all.
     *
     * @param ticket retained once; the caller that gets this record has to release it
     */
    record Judged(Hint.Named hint, Ticket ticket, Outcome outcome) {}

    private static final class Bracket {
        final RelativePath read;
        final Instant opened;
        int lookups;

        /** True where a look at something below this path was open too: lookups of this path may be that look's. */
        boolean isBlurred;

        Hint.Named first;
        Ticket ticket;

        Bracket(RelativePath read, Instant opened) {
            this.read = read;
            this.opened = opened;
        }

        Optional<Judged> judged(Outcome outcome) {
            return first == null ? Optional.empty() : Optional.of(new Judged(first, ticket, outcome));
        }
    }

    /**
     * Takes a canary that came out of the log. Returns the hints of the bracket that it closes, with the verdict; empty
     * where it closes none or nothing was set aside.
     */
    Optional<Judged> heard(Canaries.Sighting sighting, Instant now) {
        if (sighting.opens()) {
            open.put(sighting.opening(), new Bracket(sighting.read(), now));
            return Optional.empty();
        }
        Bracket bracket = open.remove(sighting.opening());
        if (bracket == null) {
            return Optional.empty();
        }
        UsualCount ofItsKind = usual.computeIfAbsent(sighting.found(), unknown -> new UsualCount());
        Outcome outcome = outcome(bracket, ofItsKind);
        if (!bracket.isBlurred) {
            ofItsKind.add(bracket.lookups);
        }
        return bracket.judged(outcome);
    }

    private Outcome outcome(Bracket bracket, UsualCount ofItsKind) {
        int count = bracket.lookups;
        if (!ofItsKind.isKnown()) {
            return Outcome.DOUBT;
        }
        if (count <= ofItsKind.least()) {
            return Outcome.OURS;
        }
        Integer before = surpluses.getIfPresent(bracket.read);
        surpluses.put(bracket.read, count);
        boolean isOften = bracket.isBlurred || count <= ofItsKind.most() || (before != null && count <= before);
        return isOften ? Outcome.DOUBT : Outcome.NEWS;
    }

    /**
     * Sets the hint aside if a look at its path is open; otherwise false. The ticket is retained once for each bracket.
     */
    boolean putBy(Hint.Named hint, Ticket ticket) {
        for (Bracket bracket : open.values()) {
            if (bracket.read.equals(hint.path())) {
                bracket.lookups++;
                bracket.isBlurred = bracket.isBlurred || isAnyOpenBelow(bracket.read);
                if (bracket.first == null) {
                    ticket.retain();
                    bracket.first = hint;
                    bracket.ticket = ticket;
                }
                return true;
            }
        }
        return false;
    }

    private boolean isAnyOpenBelow(RelativePath path) {
        for (Bracket bracket : open.values()) {
            if (bracket.read.startsWith(path) && !bracket.read.equals(path)) {
                return true;
            }
        }
        return false;
    }

    /** True where a look is open at the path or below it. */
    boolean areOpenBelow(RelativePath path) {
        for (Bracket bracket : open.values()) {
            if (bracket.read.startsWith(path)) {
                return true;
            }
        }
        return false;
    }

    /** Closes the brackets whose closing canary was lost, and returns their hints, in doubt. */
    List<Judged> lost(Instant now) {
        List<Judged> lost = new ArrayList<>();
        Iterator<Bracket> oldest = open.values().iterator();
        while (oldest.hasNext()) {
            Bracket bracket = oldest.next();
            if (bracket.opened.plus(LOST_CLOSING).isAfter(now)) {
                break;
            }
            oldest.remove();
            bracket.judged(Outcome.DOUBT).ifPresent(lost::add);
        }
        return lost;
    }
}
