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
 * What one look at an entry, on both sides, came to. Reconciling gives one, and whoever carries it out another.
 */
public sealed interface Verdict extends TaskBearer {
    @Override
    Task task();

    /** When the source was read. */
    Look look();

    /** For the routes, which choose by it. */
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
        FAILED;

        /** True where nothing is left to be done: a task that came to this is over. */
        public boolean ends() {
            return this == IN_SYNC || this == WALK_ASKED || this == APPLIED || this == SKIPPED;
        }
    }

    /**
     * Both sides are equal; done.
     *
     * @param directoryDiffers true where the directory that holds the entry has another time on the target
     * @param isNowhere true where neither side has such an entry
     */
    record InSync(Task task, Look look, boolean directoryDiffers, boolean isNowhere) implements Verdict {
        /** Equal, and so is the directory as far as anybody looked. */
        public InSync(Task task, Look look) {
            this(task, look, false, false);
        }

        /** Of an entry that both sides lack. */
        public static InSync nowhere(Task task, Look look) {
            return new InSync(task, look, false, true);
        }

        /** The same, in a directory that has another time on the target. */
        public InSync inOtherDirectory() {
            return new InSync(task, look, true, isNowhere);
        }

        @Override
        public Kind kind() {
            return Kind.IN_SYNC;
        }
    }

    /**
     * The entry is not to be touched before {@code until}.
     *
     * @param hot it never became quiet, and was copied as it was
     * @param reason for a person
     * @param lasting true where it waits for something that happens by itself or by a person's hand, however long that takes: quiet,
     *     a side that is away, a target that is full, another exchange's work. Else it has failed after some rounds
     */
    record Wait(Task task, Look look, Instant until, boolean hot, String reason, boolean lasting) implements Verdict {
        /** A wait that is over after some rounds, unless the entry is hot. */
        public Wait(Task task, Look look, Instant until, boolean hot, String reason) {
            this(task, look, until, hot, reason, hot);
        }

        /** A wait that takes as long as it takes. */
        public static Wait lasting(Task task, Look look, Instant until, String reason) {
            return new Wait(task, look, until, false, reason, true);
        }

        @Override
        public Kind kind() {
            return Kind.WAIT;
        }
    }

    /**
     * The target's entry is to be made equal to the source's.
     *
     * @param source as it was looked at
     * @param target as it was looked at; empty where there is none
     * @param hot the entry will not become quiet: a file that only grew meanwhile is good enough
     */
    record Apply(Task task, Look look, Entry source, Optional<Entry> target, boolean hot) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.APPLY;
        }
    }

    /**
     * The source has no such entry and the target has.
     *
     * @param target as it was looked at
     */
    record Remove(Task task, Look look, Entry target) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.REMOVE;
        }
    }

    /**
     * A directory whose own entry is equal, and of which everything below has to be walked.
     *
     * @param directory which one; the task's path or a directory above it
     */
    record Walk(Task task, Look look, RelativePath directory) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.WALK;
        }
    }

    /**
     * A walk was asked for, which holds the task's ticket too; done.
     *
     * @param directory that is to be walked
     */
    record WalkAsked(Task task, Look look, RelativePath directory) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.WALK_ASKED;
        }
    }

    /** The directory that the hint meant does not stand at the task's path: it was moved, or is gone, since its place was learnt. */
    record Moved(Task task, Look look) implements Verdict {
        @Override
        public Kind kind() {
            return Kind.MOVED;
        }
    }

    /**
     * The target was changed; done.
     *
     * @param renamed true where a name came, went or was replaced, which gives the directory that holds it a new time
     * @param twins other names of the same file, or of the one that the name led to before, of which the target's are to be
     *     looked at
     * @param refusal what of the entry the target refused, for a person: all else of it arrived, and it is a failure; empty where
     *     nothing was
     */
    record Applied(Task task, Look look, boolean renamed, List<RelativePath> twins, String refusal) implements Verdict {
        /** Applied to an entry that has no other names. */
        public Applied(Task task, Look look, boolean renamed) {
            this(task, look, renamed, List.of());
        }

        /** Applied as a whole. */
        public Applied(Task task, Look look, boolean renamed, List<RelativePath> twins) {
            this(task, look, renamed, twins, "");
        }

        /** The same, without what the target refused of it. */
        public Applied refused(String what) {
            return new Applied(task, look, renamed, twins, what);
        }

        /** True where the target's entry is not what it should be, and another try soon would make it no better. */
        public boolean isRefused() {
            return !refusal.isEmpty();
        }

        /** The same, with more names to be looked at. */
        public Applied withTwins(Collection<RelativePath> more) {
            Set<RelativePath> all = new LinkedHashSet<>(twins);
            all.addAll(more);
            return new Applied(task, look, renamed, List.copyOf(all), refusal);
        }

        @Override
        public Kind kind() {
            return Kind.APPLIED;
        }
    }

    /**
     * The entry could not be made equal, and is not tried again now.
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
}
