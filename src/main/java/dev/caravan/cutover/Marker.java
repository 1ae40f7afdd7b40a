package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that says that the target is the live side; every command that writes to the target checks it
 * first. Thread-safe.
 *
 * <p>After a cut-over people may have changed the target, and a copy from the source would replace their changes with
 * old data.
 */
public final class Marker {
    static final String FILE = "cutover.json";

    private final StateFolder state;

    /**
     * The file's content.
     *
     * @param done true where the target is the live side; false once the cut-over was undone
     * @param at when the last cut-over was done
     * @param evidence the name of that cut-over's evidence page, in the same folder
     * @param again when somebody allowed Caravan to write to the target again, the latest last
     */
    record Content(boolean done, Instant at, String evidence, List<Instant> again) {
        private Content again(Instant now) {
            List<Instant> all = new ArrayList<>(again);
            all.add(now);
            return new Content(done, at, evidence, all);
        }

        private Content undone() {
            return new Content(false, at, evidence, again);
        }
    }

    /** The marker in this state folder. */
    public Marker(StateFolder state) {
        this.state = state;
    }

    private Optional<Content> read() throws IOException {
        Optional<byte[]> content = state.read(FILE);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CutoverJson.MAPPER.readValue(content.get(), Content.class));
        } catch (IOException e) {
            throw new IOException(
                    "state file " + FILE + ": cannot be understood: whether this migration was cut over is not known;"
                            + " restore it, or delete it if it was not",
                    e);
        }
    }

    /**
     * The evidence page and time of the cut-over that is in force; empty where there was none, or it was undone.
     *
     * @throws IOException if the file cannot be read; then nothing may be written to the target
     */
    public Optional<String> standing() throws IOException {
        return read().filter(Content::done).map(content -> content.evidence() + " of " + content.at());
    }

    /**
     * Checks that the caller may write to the target. A cut-over in force is undone, and that is recorded, if the
     * caller asks to write again.
     *
     * @param again true where the caller asks to write although a cut-over is in force
     * @throws IOException if writing is not allowed, with what to do; or if the file cannot be read
     */
    public void pass(boolean again, Instant now) throws IOException {
        Optional<String> standing = standing();
        if (standing.isPresent() && !again) {
            throw new IOException("this migration was cut over, see " + standing.get()
                    + ": the target is the live side, and nothing is written to it; --again undoes that");
        }
        if (standing.isPresent()) {
            undo(now);
        }
    }

    /**
     * Records that another cut-over writes to the target once more. Until it is done, the target stays the live side:
     * if it fails or crashes, nothing writes to the target without being told to again.
     */
    void writeAgain(Instant now) throws IOException {
        Optional<Content> before = read();
        if (before.isPresent()) {
            state.write(FILE, CutoverJson.file(before.get().again(now)));
        }
    }

    private void undo(Instant now) throws IOException {
        state.write(FILE, CutoverJson.file(read().orElseThrow().again(now).undone()));
    }

    /**
     * Records a cut-over as done, and returns once that is on disk.
     *
     * @throws IOException if that failed: the file then says what it said before, or, as {@link Unclear}, its state
     *     is unknown
     */
    void set(Instant at, String evidence) throws IOException {
        Optional<Content> before = read();
        Content done =
                new Content(true, at, evidence, before.map(Content::again).orElse(List.of()));
        try {
            state.write(FILE, CutoverJson.file(done));
        } catch (IOException | RuntimeException | Error e) {
            restore(before, done.undone(), e);
            throw e;
        }
    }

    /** Restores the file after a failed write, which may or may not have replaced it. */
    private void restore(Optional<Content> before, Content undone, Throwable cause) throws Unclear {
        try {
            if (!read().equals(before)) {
                state.write(FILE, CutoverJson.file(before.orElse(undone)));
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw new Unclear(cause);
        }
    }

    /** Thrown where it is unknown whether the file says that the cut-over is done. */
    static final class Unclear extends IOException {
        private static final long serialVersionUID = 1;

        Unclear(Throwable cause) {
            super(
                    "whether this migration counts as cut over could not be written down, so nothing is written to the target: "
                            + cause.getMessage(),
                    cause);
        }
    }
}
