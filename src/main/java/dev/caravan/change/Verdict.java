package dev.caravan.change;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a look at an entry on both sides. Reconciling gives one; the stage that carries it out gives another.
 * Immutable; any thread.
 */
public sealed interface Verdict extends TaskBearer {
    @Override
    Task task();

    /** When the source was read. */
    Look look();

    /** The case, by which routes choose. */
    Kind kind();

    /** The cases, by name. */
    enum Kind {
        IN_SYNC,
        WAIT,
        APPLY,
        REMOVE,
        WALK,
        WALK_ASKED,
        MOVED,
        APPLIED,
        SKIPPED,
        LOST,
        FAILED;

        /** True where the task is over. */
        public boolean ends() {
            return this == IN_SYNC || this == WALK_ASKED || this == APPLIED || this == SKIPPED || this == LOST;
        }
    }

    /**
     * Both sides are equal; done.
     *
     * @param directoryDiffers true where the entry's directory has other times on the target
     * @param isNowhere true where neither side has such an entry
     */
    record InSync(Task task, Look look, boolean directoryDiffers, boolean isNowhere) implements Verdict {
        /** Equal, and the directory too as far as is known. */
        public InSync(Task task, Look look) {
            this(task, look, false, false);
        }

        /** For an entry that both sides lack. */
        public static InSync nowhere(Task task, Look look) {
            return new InSync(task, look, false, true);
        }

        /** The same, in a directory with other times on the target. */
        public InSync inOtherDirectory() {
            return new InSync(task, look, true, isNowhere);
        }

        @Override
        public Kind kind() {
            return Kind.IN_SYNC;
        }
    }

    /**
     * The entry must not be touched before {@code until}.
     *
     * @param hot true where the entry never became quiet, and was copied as it was
     * @param reason for a person
     * @param lasting true where the wait may last any time, for something that happens by itself or by a
     *     person's hand: quiet, a side that is away, a full target, another exchange's work. Otherwise the task
     *     fails after some rounds
     */
    record Wait(Task task, Look look, Instant until, boolean hot, String reason, boolean lasting) implements Verdict {
        /** A wait that ends in failure after some rounds, unless the entry is hot. */
        public Wait(Task task, Look look, Instant until, boolean hot, String reason) {
            this(task, look, until, hot, reason, hot);
        }

        /** A wait that may last any time. */
        public static Wait lasting(Task task, Look look, Instant until, String reason) {
            return new Wait(task, look, until, false, reason, true);
        }

        @Override
        public Kind kind() {
            return Kind.WAIT;
        }
    }

    /**
     * The target's entry has to be made equal to the source's.
     *
     * @param source the source's entry at the look
     * @param target the target's entry at the look; empty where there is none
     * @param hot true where the entry will not become quiet: a copy of a file that only grew meanwhile is good enough
     * @param again when the entry has to be looked at again, since it is copied before it is quiet; empty where it is
     */
    record Apply(Task task, Look look, Entry source, Optional<Entry> target, boolean hot, Optional<Instant> again)
            implements Verdict {
        /** Of an entry that has been quiet for long enough, or never will be. */
        public Apply(Task task, Look look, Entry source, Optional<Entry> target, boolean hot) {
            this(task, look, source, target, hot, Optional.empty());
        }

        /** Of a file that the target lacks, copied before it is quiet. */
        public static Apply young(Task task, Look look, Entry source, Instant again) {
            return new Apply(task, look, source, Optional.empty(), false, Optional.of(again));
        }

        @Override
        public Kind kind() {
            return Kind.APPLY;
        }
    }

    /**
     * The source has no such entry, and the target has one.
     *
     * @param target the target's entry at the look
     */
    record Remove(Task task, Look look, Entry target) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.REMOVE;
        }
    }

    /**
     * A directory whose own entry is equal, and below which everything has to be walked.
     *
     * @param directory the directory to walk; the task's path or one above it
     */
    record Walk(Task task, Look look, RelativePath directory) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.WALK;
        }
    }

    /**
     * A walk was requested, which holds the task's ticket too; done.
     *
     * @param directory the directory to walk
     */
    record WalkAsked(Task task, Look look, RelativePath directory) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.WALK_ASKED;
        }
    }

    /**
     * The directory that the hint meant is not at the task's path: it was moved or removed since its path was learnt.
     */
    record Moved(Task task, Look look) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.MOVED;
        }
    }

    /**
     * The target was changed; done.
     *
     * @param renamed true where a name was added, removed or replaced, which changes its directory's mtime
     * @param twins other hard links of the file, or of the one that had the name before, whose target entries have to
     *     be looked at
     * @param refusal what the target refused of the entry, for a person; the rest of it arrived. Empty
     *     where nothing was refused
     * @param again when the entry has to be looked at again, since it was copied before it was quiet; empty where it was
     */
    record Applied(
            Task task, Look look, boolean renamed, List<RelativePath> twins, String refusal, Optional<Instant> again)
            implements Verdict {
        /** Applied, to an entry without other hard links. */
        public Applied(Task task, Look look, boolean renamed) {
            this(task, look, renamed, List.of());
        }

        /** Applied, with nothing refused. */
        public Applied(Task task, Look look, boolean renamed, List<RelativePath> twins) {
            this(task, look, renamed, twins, "", Optional.empty());
        }

        /** The same, with what the target refused. */
        public Applied refused(String what) {
            return new Applied(task, look, renamed, twins, what, again);
        }

        /** True where the target's entry is incomplete, and another attempt soon would not change that. */
        public boolean isRefused() {
            return !refusal.isEmpty();
        }

        /** The same, with more hard links to look at. */
        public Applied withTwins(Collection<RelativePath> more) {
            Set<RelativePath> all = new LinkedHashSet<>(twins);
            all.addAll(more);
            return new Applied(task, look, renamed, List.copyOf(all), refusal, again);
        }

        @Override
        public Kind kind() {
            return Kind.APPLIED;
        }
    }

    /**
     * The entry could not be made equal; it is not tried again now.
     *
     * @param cause why
     */
    record Failed(Task task, Look look, Exception cause) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /**
     * The entry is left alone for good; done.
     *
     * @param reason for a person
     */
    record Skipped(Task task, Look look, String reason) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.SKIPPED;
        }
    }

    /** Another process has taken the task over: this one has nothing to do with it any more. */
    record Lost(Task task, Look look) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.LOST;
        }
    }
}
