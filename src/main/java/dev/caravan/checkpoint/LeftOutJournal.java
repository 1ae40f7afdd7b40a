package dev.caravan.checkpoint;

import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.LeftOut.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of the source that are left out because of their kind: {@code left-out.jsonl} in the state folder, with
 * the first 1000 paths of each kind and the number of further ones. Walks and hints add entries. An entry that is gone
 * is removed by a look at its path, or by the next walk of the whole tree. Thread-safe.
 */
public final class LeftOutJournal implements LeftOut.Recorder, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOutJournal.class);
    private static final int MAX_LISTED = 1000;
    private static final String REMEDY = "delete the file: the next walk of the whole tree writes it again";

    private final Set<Kind> accepted;
    private final Look look;
    private final Supplier<Optional<LeftOut>> forgottenNames;
    private final Journal<String, LeftOutLine> journal;
    private final Map<Kind, Integer> listed = new EnumMap<>(Kind.class);

    /** The paths that the present walk has found; null while there is no walk. */
    private Set<RelativePath> seen;

    private Map<Kind, Long> more = new EnumMap<>(Kind.class);
    private boolean writable = true;

    /** Looks at an entry of the source. */
    @FunctionalInterface
    public interface Look {
        /** The kind for which the entry is, or may be, left out; empty where it is copied or does not exist. */
        Optional<Kind> kindOf(RelativePath path) throws IOException;
    }

    /**
     * Reads the entries of earlier runs.
     *
     * @param state the state folder; made where there is none
     * @param accepted the kinds that the operator accepts
     * @param look called at a walk's end for entries that it did not find
     * @param forgottenNames hard links that were forgotten, which are counted but not listed
     * @throws IOException if the file cannot be read, parsed or written; the start must stop
     */
    public LeftOutJournal(
            Path state, Set<Kind> accepted, Look look, Supplier<Optional<LeftOut>> forgottenNames, MeterRegistry meters)
            throws IOException {
        this.accepted = Set.copyOf(accepted);
        this.look = look;
        this.forgottenNames = forgottenNames;
        journal = new Journal<>(
                state.resolve("left-out.jsonl"),
                LeftOutLine.class,
                REMEDY,
                Disk.REAL,
                meters.counter("caravan.checkpoint.writes", "file", "left-out"));
        journal.live().stream().filter(line -> line.path() != null).forEach(line -> count(line.what(), 1));
        Gauge.builder("caravan.checkpoint.left.out", this, LeftOutJournal::count)
                .description("entries of the source that are left out because of what they are")
                .register(meters);
    }

    private void count(Kind kind, int number) {
        listed.merge(kind, number, Integer::sum);
    }

    @Override
    public synchronized void found(RelativePath path, Kind kind) {
        LeftOutLine known = journal.get(LeftOutLine.keyOf(path));
        if (seen != null) {
            seen.add(path);
        }
        if (known != null && known.what() == kind) {
            return;
        }
        if (known != null) {
            count(known.what(), -1);
        }
        if (listed.getOrDefault(kind, 0) < MAX_LISTED) {
            count(kind, 1);
            put(LeftOutLine.of(path, kind));
            LOG.debug("{}: is left out: {}", path, kind.key());
            return;
        }
        if (seen != null) {
            // The path is counted instead of listed: a walk finds it once.
            seen.remove(path);
            more.merge(kind, 1L, Long::sum);
        } else if (moreOf(kind) == 0) {
            put(LeftOutLine.more(kind, 1));
        }
    }

    @Override
    public void gone(RelativePath path) {
        if (journal.live().isEmpty() || journal.get(LeftOutLine.keyOf(path)) == null) {
            return;
        }
        synchronized (this) {
            LeftOutLine known = journal.get(LeftOutLine.keyOf(path));
            if (known != null) {
                count(known.what(), -1);
                put(known.ended());
            }
        }
    }

    @Override
    public boolean accepts(Kind kind) {
        return accepted.contains(kind);
    }

    /** A walk of the whole tree begins. */
    public synchronized void passBegins() {
        seen = new HashSet<>();
        more = new EnumMap<>(Kind.class);
    }

    /**
     * The walk of the whole tree has ended.
     *
     * @param isComplete false where it did not see everything, so that entries that it did not find may still exist
     */
    public synchronized void passEnds(boolean isComplete) {
        if (!isComplete || seen == null) {
            seen = null;
            return;
        }
        boolean isWhole = true;
        for (LeftOutLine line : List.copyOf(journal.live())) {
            if (line.path() != null && !seen.contains(line.path())) {
                // A walk that was resumed does not see the entries that it had passed before.
                boolean isStill = isStill(line);
                isWhole = isWhole && !isStill;
                if (!isStill) {
                    gone(line.path());
                }
            }
        }
        for (Kind kind : Kind.values()) {
            long counted = more.getOrDefault(kind, 0L);
            long now = isWhole ? counted : Math.max(counted, moreOf(kind));
            if (now != moreOf(kind)) {
                put(LeftOutLine.more(kind, now));
            }
        }
        seen = null;
        say();
    }

    private boolean isStill(LeftOutLine line) {
        try {
            return look.kindOf(line.path()).equals(Optional.of(line.what()));
        } catch (IOException e) {
            return true;
        }
    }

    private void say() {
        for (LeftOut left : all()) {
            if (!accepts(left.kind())) {
                LOG.warn(
                        "left out: {} {} ({}): they are not on the target; once nobody misses them, name the kind in"
                                + " caravan.accept, which a cut-over waits for",
                        left.count(),
                        left.kind().key(),
                        left.example());
            }
        }
    }

    private long moreOf(Kind kind) {
        LeftOutLine line = journal.get(kind.key());
        return line == null ? 0 : line.more();
    }

    private void put(LeftOutLine line) {
        try {
            journal.put(line);
            writable = true;
        } catch (IOException e) {
            if (writable) {
                LOG.error(
                        "{}; what is left out is known until the stop, and found again by the next walk",
                        e.getMessage());
            }
            writable = false;
        }
    }

    /** All kinds that have entries, with their counts. */
    public synchronized List<LeftOut> all() {
        List<LeftOut> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Optional<RelativePath> first = journal.live().stream()
                    .filter(line -> line.path() != null && line.what() == kind)
                    .map(LeftOutLine::path)
                    .min(Comparator.naturalOrder());
            first.ifPresent(path -> all.add(new LeftOut(kind, listed.get(kind) + moreOf(kind), path)));
        }
        forgottenNames.get().ifPresent(all::add);
        return all;
    }

    /** The kinds that the operator has not accepted, which prevent a cut-over. */
    public List<LeftOut> unaccepted() {
        return all().stream().filter(left -> !accepts(left.kind())).toList();
    }

    private long count() {
        return all().stream().mapToLong(LeftOut::count).sum();
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
    }
}
