package dev.caravan.verify;

import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.stream.Collectors;

/** The result of the comparison of one entry. Immutable; any thread. */
public sealed interface Outcome {
    RelativePath path();

    /** The entry is equal in everything that was compared. */
    record Match(RelativePath path) implements Outcome {}

    /**
     * The entry is not compared: it is excluded, is being made, or is gone from both sides.
     *
     * @param reason text for a person
     */
    record NotCompared(RelativePath path, String reason) implements Outcome {}

    /** The source's entry is not copied because of what it is, such as a socket. */
    record LeftOut(RelativePath path, dev.caravan.trees.LeftOut.Kind kind) implements Outcome {}

    /** The entry is not equal, or not known to be equal. */
    sealed interface Finding extends Outcome {
        /** True where either side changed so recently that a running Caravan may not have copied the change yet. */
        boolean young();

        /** The finding as one printable line, without the path. */
        String text();
    }

    /**
     * Both sides have the entry, and it differs.
     *
     * @param differences one or more differences
     */
    record Differ(RelativePath path, List<Difference> differences, boolean young) implements Finding {
        @Override
        public String text() {
            return differences.stream().map(Difference::toString).collect(Collectors.joining("; "));
        }
    }

    /** Only the source has the entry. */
    record MissingOnTarget(RelativePath path, Entry source, boolean young) implements Finding {
        @Override
        public String text() {
            return "missing on the target: " + source.type().word();
        }
    }

    /** Only the target has the entry. Where it is a directory, the entries below it are not reported. */
    record ExtraOnTarget(RelativePath path, Entry target, boolean young) implements Finding {
        @Override
        public String text() {
            return "extra on the target: " + target.type().word();
        }
    }

    /**
     * A look at the entry failed.
     *
     * @param message the reason, in the file system's words
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
