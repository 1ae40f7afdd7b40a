package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.caravan.change.StateFolder;
import dev.caravan.entry.Escape;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * What a state folder belongs to: its {@code migration.json}. Knowledge about one target, or about one stretch of a
 * feed, says nothing about another.
 *
 * @param format 1
 * @param target the content of the target's marker
 * @param source the identity of the source
 * @param feed an id, new each time that the client's log is followed without a stored position; null
 *     before the first time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationFile(int format, String target, Source source, String feed) {
    private static final int FORMAT = 1;
    private static final String NAME = "migration.json";
    private static final String REMEDY = "restore it from a copy, or delete it: then the whole tree is walked";

    /**
     * The identity of a source's root, as far as it shows without a marker.
     *
     * @param path its real path, printable
     * @param type the file system's type; empty where unknown
     * @param from the mount source, printable; empty where unknown
     * @param inode the root's inode number
     */
    public record Source(String path, String type, String from, long inode) {
        /** Checks. */
        public Source {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(from, "from");
        }

        /** Compares this source with an earlier one. */
        public Likeness to(Source earlier) {
            if (!type.equals(earlier.type)) {
                return Likeness.ANOTHER;
            }
            if (inode == earlier.inode) {
                // The mount point and a device's name may have changed.
                return Likeness.SAME;
            }
            return path.equals(earlier.path) && from.equals(earlier.from) ? Likeness.MADE_ANEW : Likeness.ANOTHER;
        }

        @Override
        public String toString() {
            return path + " (" + type + " " + from + ", inode " + inode + ")";
        }
    }

    /** The result of a comparison. */
    public enum Likeness {
        SAME,
        /** Another directory at the same path of the same file system. */
        MADE_ANEW,
        /** Another file system, or a directory elsewhere: most likely the source is not mounted. */
        ANOTHER
    }

    /** A file of this version's format. */
    public MigrationFile(String target, Source source, String feed) {
        this(FORMAT, target, source, feed);
    }

    /** Checks. */
    public MigrationFile {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(source, "source");
    }

    /** The same, with a new feed id. */
    public MigrationFile withFeed(String id) {
        return new MigrationFile(format, target, source, id);
    }

    /**
     * Reads the file.
     *
     * @return empty where the state is new, or older than this file
     * @throws IOException if the file exists and cannot be parsed; the start must stop
     */
    public static Optional<MigrationFile> read(StateFolder state) throws IOException {
        Optional<byte[]> content = state.read(NAME);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            MigrationFile found = Json.MAPPER.readValue(content.get(), MigrationFile.class);
            if (found == null || found.format > FORMAT) {
                throw new IOException("state file " + NAME + ": is of a newer version: " + REMEDY);
            }
            return Optional.of(found);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "state file " + NAME + ": is damaged: " + Escape.latin1(e.getOriginalMessage()) + ": " + REMEDY, e);
        }
    }

    /** Writes the file and returns once it is on disk. */
    public void write(StateFolder state) throws IOException {
        state.write(NAME, Json.MAPPER.writeValueAsBytes(this));
    }
}
