package dev.caravan.verify;

import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.stream.Collectors;

/** What the comparison of one entry came to. */
public sealed interface Outcome {
    RelativePath path();

    /** Equal in everything that was compared. */
    record Match(RelativePath path) implements Outcome {}

    /**
     * Not compared, since it is none of Caravan's business.
     *
     * @param reason for a person
     */
    record NotCompared(RelativePath path, String reason) implements Outcome {}

    /** On the source, and not to be copied because of what it is. */
    record LeftOut(RelativePath path, dev.caravan.trees.LeftOut.Kind kind) implements Outcome {}

    /** Not equal, or not known to be. */
    sealed interface Finding extends Outcome {
        /** True where one of the two changed so shortly ago that a Caravan that runs may still be about it. */
        boolean young();

        /** Printable, on one line, without the path. */
        String text();
    }

    /**
     * On both sides, and not the same.
     *
     * @param differences one or more
     */
    record Differ(RelativePath path, List<Difference> differences, boolean young) implements Finding {
        @Override
        public String text() {
            return differences.stream().map(Difference::toString).collect(Collectors.joining("; "));
        }
    }

    /** On the source only. */
    record MissingOnTarget(RelativePath path, Entry source, boolean young) implements Finding {
        @Override
        public String text() {
            return "missing on the target: " + source.type().word();
        }
    }

    /** On the target only; of a directory, what is below it is not told apart. */
    record ExtraOnTarget(RelativePath path, Entry target, boolean young) implements Finding {
        @Override
        public String text() {
            return "extra on the target: " + target.type().word();
        }
    }

    /**
     * A file system did not say.
     *
     * @param message why, in its words
     */
    @SuppressWarnings("JavaLangClash") // the usual word, and always used with its outer type
    record Error(RelativePath path, String message) implements Finding {
        @Override
        public boolean young() {
            return false;
        }

        @Override
        public String text() {
            return "error: " + Escape.latin1(message);
        }
    }
}
