package dev.caravan.trees;

import dev.caravan.change.Canaries;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Entries of the source that are not copied because of their kind, not because of an error.
 *
 * @param count the number of entries
 * @param example one of them
 */
public record LeftOut(Kind kind, long count, RelativePath example) {
    /** Why they are left out; the keys are those of {@code caravan.accept}. */
    public enum Kind {
        /** A socket lives with its server. */
        SOCKETS("sockets"),
        /** A type that the kernel knows and Caravan does not. */
        UNKNOWN_TYPES("unknown-types"),
        /** A directory where another file system is mounted that {@code caravan.mounts} does not name. */
        MOUNTS("mounts"),
        /** A fifo that the target refuses. */
        FIFOS("fifos"),
        /** A device that the target refuses. */
        DEVICES("devices"),
        /** An entry, on either side, with a name that is reserved for Caravan's own entries. */
        RESERVED_NAMES("reserved-names"),
        /**
         * Files with several hard links, of which there are too many to remember: their names
         * may become separate files.
         */
        HARD_LINKS("hard-links");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** The key in the configuration and in files. */
        public String key() {
            return key;
        }

        /** The kind with this key; empty where there is none. */
        public static Optional<Kind> of(String key) {
            return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
        }

        /** All keys in one text, for a person. */
        public static String keys() {
            return Arrays.stream(values()).map(Kind::key).collect(Collectors.joining(", "));
        }

        /**
         * True where the type alone is the reason: no target could hold it, so an entry in its place on the target is
         * an old one.
         */
        public boolean isOfType() {
            return this == SOCKETS || this == UNKNOWN_TYPES;
        }
    }

    /** Why an entry of the source is left out, whatever the target can hold; empty where it is to be copied. */
    public static Optional<Kind> kindOf(RelativePath path, Entry source, Roots roots) {
        return kindOf(path, source, roots.belonging(path, source));
    }

    /** The same, where it is known already whether the entry belongs to the source. */
    public static Optional<Kind> kindOf(RelativePath path, Entry source, Belonging whose) {
        if (isReserved(path)) {
            return Optional.of(Kind.RESERVED_NAMES);
        }
        if (source.type() == Entry.Type.SOCKET) {
            return Optional.of(Kind.SOCKETS);
        }
        if (source.type() == Entry.Type.OTHER) {
            return Optional.of(Kind.UNKNOWN_TYPES);
        }
        return whose == Belonging.OTHER ? Optional.of(Kind.MOUNTS) : Optional.empty();
    }

    private static boolean isReserved(RelativePath path) {
        return path.equals(Exclusions.OWN) || Canaries.is(path) || TemporaryName.is(path.name());
    }

    /** Records the entries that are left out. Thread-safe. */
    public interface Recorder {
        /** Records nothing, and accepts no kind. */
        Recorder NONE = new Recorder() {
            @Override
            public void found(RelativePath path, Kind kind) {}

            @Override
            public void gone(RelativePath path) {}

            @Override
            public boolean accepts(Kind kind) {
                return false;
            }
        };

        /** Records that this entry is left out. */
        void found(RelativePath path, Kind kind);

        /**
         * Records that this entry is not left out, or does not exist. Called for every entry, so it has to be cheap.
         */
        void gone(RelativePath path);

        /** True where the operator accepts that entries of this kind are left out. */
        boolean accepts(Kind kind);
    }
}
