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
 * The looks that the log is in the middle of: their opening canary has come out of it, and their closing one has not.
 *
 * <p>What the log says about a look's path between the two is put by, under its ticket, until the closing canary has come. Then it is
 * proven to be ours if it was said as often as a look always leaves at the least: somebody else's lookup would be one more. Said more
 * often, it is news, unless a look is often logged so: then nobody can tell. How often that is, is learnt from the brackets before
 * whose looks found something of the same kind.
 *
 * <p>Used by one thread at a time, in the order of the log.
 */
final class Brackets {
    /** A closing canary that has not come out of the log in this time was lost. */
    static final Duration LOST_CLOSING = Duration.ofMinutes(1);

    private static final int MAX_SURPLUSES = 100_000;

    /** By their opening canaries; as many as there are workers, unless a closing was lost. */
    private final Map<RelativePath, Bracket> open = new LinkedHashMap<>();

    /** By what the look found: of a file the attributes are asked for, of what is not there nothing is. */
    private final Map<Optional<Entry.Type>, UsualCount> usual = new HashMap<>();

    /** Paths of which a look left more than usual: as many again is what it leaves, a link for example. */
    private final Cache<RelativePath, Integer> surpluses =
            Caffeine.newBuilder().maximumSize(MAX_SURPLUSES).build();

    /** What is known of hints that were put by. */
    enum Outcome {
        /** Our own look left them. */
        OURS,
        /** Somebody else's is among them. */
        NEWS,
        /** Somebody else's may be among them. */
        DOUBT
    }

    /**
     * Hints for one path, of which the first stands for all.
     *
     * @param ticket a hold on it, which passes to whoever takes them
     */
    record Judged(Hint.Named hint, Ticket ticket, Outcome outcome) {}

    private static final class Bracket {
        final RelativePath read;
        final Instant opened;
        int lookups;

        /** Looks at something below were open too, and left lookups of this path: what is more than one look leaves may be theirs. */
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

    /** The log has come to a canary; gives what can be told now. */
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

    /** Puts the hint by where a look at its path is open; the ticket is retained once for each path. */
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

    /** True where a look is open at the path or at something below it. */
    boolean areOpenBelow(RelativePath path) {
        for (Bracket bracket : open.values()) {
            if (bracket.read.startsWith(path)) {
                return true;
            }
        }
        return false;
    }

    /** What was put by for looks whose closing canary was lost. */
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
