package dev.caravan.app;

import dev.caravan.change.Gap;
import dev.caravan.change.StateFolder;
import dev.caravan.checkpoint.MigrationFile;
import dev.caravan.entry.Escape;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.MountTable;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that a state and the two roots belong to each other, and tells under which condition a walk may
 * resume: the directories that it skips were looked at before, which is only right if a feed has reported
 * all changes since. Single-threaded.
 */
final class StateIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(StateIdentity.class);
    private static final String REMEDY =
            "; mount the right one; or, if it was really made anew, delete migration.json in the state's folder: then the whole"
                    + " tree is walked";

    private final StateFolder state;
    private final Clock clock;
    private final Optional<MigrationFile> before;

    /**
     * Reads what the state belongs to.
     *
     * @throws IOException if its file cannot be parsed
     */
    StateIdentity(StateFolder state, Clock clock) throws IOException {
        this.state = state;
        this.clock = clock;
        before = MigrationFile.read(state);
    }

    /** True where the state has never belonged to anything. */
    boolean isNew() {
        return before.isEmpty();
    }

    /** Opens the roots. */
    @FunctionalInterface
    interface Opening {
        /** Opens the roots; the target has to have this mark, if one is given. */
        Roots open(Optional<String> mark) throws IOException;
    }

    /**
     * Opens the roots and checks that they are those of the state.
     *
     * @throws IOException if they are not; nothing was written to them
     */
    Roots open(Opening opening) throws IOException {
        Roots roots;
        try {
            roots = opening.open(before.map(MigrationFile::target));
        } catch (LostRootException e) {
            throw before.isEmpty() ? e : new LostRootException(e.getMessage() + REMEDY);
        }
        if (before.isPresent() && sourceOf(roots).to(before.get().source()) == MigrationFile.Likeness.ANOTHER) {
            throw new LostRootException("source " + sourceOf(roots) + ": is not the one of this state, which was "
                    + before.get().source() + ": is the right file system mounted?" + REMEDY);
        }
        return roots;
    }

    private static MigrationFile.Source sourceOf(Roots roots) {
        Optional<MountTable.Mount> mount = roots.sourceMount();
        return new MigrationFile.Source(
                Escape.path(roots.source()),
                mount.map(MountTable.Mount::type).orElse(""),
                mount.map(found -> Escape.latin1(found.from())).orElse(""),
                roots.sourceInode());
    }

    /**
     * Records what the state belongs to now, and a gap where it belonged to something else.
     *
     * @param isUsed false where no work was done under this state yet
     * @param feed the kind of feed that reports changes
     * @param hasMark true where the client's log was followed before, and is followed from the stored position
     * @return the id of the feed that has reported all changes without a break; a walk may resume that began
     *     under the same id
     */
    String settle(Roots roots, boolean isUsed, Feed feed, boolean hasMark, Gap.Recorder gaps) throws IOException {
        MigrationFile.Source source = sourceOf(roots);
        boolean followsAnew =
                feed == Feed.LOG && (!hasMark || before.map(MigrationFile::feed).isEmpty());
        String log = followsAnew
                ? UUID.randomUUID().toString()
                : before.map(MigrationFile::feed).orElse(null);
        MigrationFile now = new MigrationFile(roots.mark(), source, log);
        if (isUsed) {
            // The gap is recorded first, so that a crash in between records it again.
            missing(source, followsAnew && !hasMark).ifPresent(reason -> record(reason, gaps));
        }
        if (!before.equals(Optional.of(now))) {
            now.write(state);
        }
        return switch (feed) {
            case LOG -> log;
            case NONE -> "none";
            case FLEETING -> UUID.randomUUID().toString();
        };
    }

    private Optional<String> missing(MigrationFile.Source source, boolean followsAnew) {
        if (before.isEmpty()) {
            return Optional.of("the state did not say which source and target it belongs to: they may be others");
        }
        if (source.to(before.get().source()) == MigrationFile.Likeness.MADE_ANEW) {
            return Optional.of("the source's root is another directory than before");
        }
        return followsAnew
                ? Optional.of(
                        "the log is followed anew: what changed since it was followed last, or never was, is not known")
                : Optional.empty();
    }

    private void record(String reason, Gap.Recorder gaps) {
        LOG.warn("{}: the whole tree is walked", reason);
        gaps.record(Gap.at("state", clock.instant(), reason));
    }

    /** The kind of feed that reports changes. */
    enum Feed {
        /** A log, which after a restart is read on from the stored position. */
        LOG,
        /** A feed that does not report what changed while nobody listened: no walk resumes after a restart. */
        FLEETING,
        /** No feed, as intended: a single walk, which resumes after a restart and proves nothing to a later run. */
        NONE
    }
}
