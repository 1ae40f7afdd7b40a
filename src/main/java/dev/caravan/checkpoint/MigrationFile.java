package dev.caravan.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.caravan.change.StateFolder;
import dev.caravan.entry.Escape;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * What a folder of state belongs to, in its {@code migration.json}: what is known of one target, or of one stretch of a feed, says
 * nothing of another.
 *
 * @param format 1
 * @param target the mark that the target carries
 * @param source what the source was
 * @param feed an id of its own for each time that the client's log is followed from where it had no mark; null before the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationFile(int format, String target, Source source, String feed) {
    private static final int FORMAT = 1;
    private static final String NAME = "migration.json";
    private static final String REMEDY = "restore it from a copy, or delete it: then the whole tree is walked";

    /**
     * A source's root: what can be told of it without writing there.
     *
     * @param path real, printable
     * @param type of the file system; empty where the system does not say
     * @param from what is mounted, printable; likewise
     * @param inode of the root
     */
    public record Source(String path, String type, String from, long inode) {
        /** Checks. */
        public Source {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(from, "from");
        }

        /** How sure it is that this one is the earlier one. */
        public Likeness to(Source earlier) {
            if (!type.equals(earlier.type)) {
                return Likeness.ANOTHER;
            }
            if (inode == earlier.inode) {
                // Where it is mounted, and a device's name, may be another now.
                return Likeness.SAME;
            }
            return path.equals(earlier.path) && from.equals(earlier.from) ? Likeness.MADE_ANEW : Likeness.ANOTHER;
        }

        @Override
        public String toString() {
            return path + " (" + type + " " + from + ", inode " + inode + ")";
        }
    }

    /** Of two sources. */
    public enum Likeness {
        SAME,
        /** Another directory at the same place of the same file system. */
        MADE_ANEW,
        /** Another file system, or another directory elsewhere: one that is not mounted, most likely. */
        ANOTHER
    }

    /** Of this version's format. */
    public MigrationFile(String target, Source source, String feed) {
        this(FORMAT, target, source, feed);
    }

    /** Checks. */
    public MigrationFile {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(source, "source");
    }

    /** The same, following its log anew. */
    public MigrationFile withFeed(String id) {
        return new MigrationFile(format, target, source, id);
    }

    /**
     * Reads it.
     *
     * @return empty where the state is new, or older than this file
     * @throws IOException if it is there and cannot be understood: the start must stop
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

    /** Returns once it is on disk. */
    public void write(StateFolder state) throws IOException {
        state.write(NAME, Json.MAPPER.writeValueAsBytes(this));
    }
}
