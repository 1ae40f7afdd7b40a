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
 * Entries of the source that are not copied because of what they are, and not for a fault.
 *
 * @param count how many there are
 * @param example one of them
 */
public record LeftOut(Kind kind, long count, RelativePath example) {
    /** What they are; the names are those of {@code caravan.accept}. */
    public enum Kind {
        /** A socket lives with its server. */
        SOCKETS("sockets"),
        /** What this kernel has and Caravan does not know. */
        UNKNOWN_TYPES("unknown-types"),
        /** A directory where another file system is mounted that {@code caravan.mounts} does not name. */
        MOUNTS("mounts"),
        /** A fifo that the target refuses. */
        FIFOS("fifos"),
        /** A device that the target refuses. */
        DEVICES("devices"),
        /** An entry with one of the names that Caravan gives to its own, on either side. */
        RESERVED_NAMES("reserved-names"),
        /** Files with several names of which too many are known to remember all: their names may become files of their own. */
        HARD_LINKS("hard-links");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** As in the configuration and in files. */
        public String key() {
            return key;
        }

        /** The kind of this key; empty where there is none. */
        public static Optional<Kind> of(String key) {
            return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
        }

        /** All keys, for a person. */
        public static String keys() {
            return Arrays.stream(values()).map(Kind::key).collect(Collectors.joining(", "));
        }

        /** True where no file system could take it: what the target has in its place was another entry's. */
        public boolean isOfType() {
            return this == SOCKETS || this == UNKNOWN_TYPES;
        }
    }

    /** The kind that an entry of the source is left out for, whatever the target can hold; empty where it is to be copied. */
    public static Optional<Kind> kindOf(RelativePath path, Entry source, Roots roots) {
        return kindOf(path, source, roots.belonging(path, source));
    }

    /** The same, where it is known already whose it is. */
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

    /** Told of them, and of what is none of them any more. Any thread. */
    public interface Recorder {
        /** Remembers nothing, and accepts nothing. */
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

        /** This one is left out. */
        void found(RelativePath path, Kind kind);

        /** This one is not, or is not there. Asked for every entry: costs next to nothing. */
        void gone(RelativePath path);

        /** True where the operator does not miss entries of this kind. */
        boolean accepts(Kind kind);
    }
}
