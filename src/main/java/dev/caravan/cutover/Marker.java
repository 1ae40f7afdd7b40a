package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that says that the target is the live side; every command that writes to the target checks it
 * first. It is in the state folder, and on the target too, for a Caravan with another state folder, perhaps on another
 * host. Thread-safe.
 *
 * <p>After a cut-over people may have changed the target, and a copy from the source would replace their changes with
 * old data.
 */
public final class Marker {
    static final String FILE = "cutover.json";

    private final StateFolder state;
    private final StateFolder target;

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

        private String text() {
            return evidence + " of " + at;
        }
    }

    /**
     * The marker of a migration.
     *
     * @param state its state folder
     * @param target Caravan's own folder on the target
     */
    public Marker(StateFolder state, StateFolder target) {
        this.state = state;
        this.target = target;
    }

    private static Optional<Content> read(StateFolder folder) throws IOException {
        Optional<byte[]> content = folder.read(FILE);
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
        Optional<Content> own = read(state);
        if (own.filter(Content::done).isPresent()) {
            return own.map(Content::text);
        }
        // That of a cut-over of ours which a crash cut off before it was done is none.
        return read(target)
                .filter(Content::done)
                .filter(content ->
                        own.filter(ours -> ours.at().equals(content.at())).isEmpty())
                .map(content -> content.text() + ", by another state folder");
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
        undo(state, now);
        undo(target, now);
    }

    /**
     * Records that another cut-over writes to the target once more. Until it is done, the target stays the live side:
     * if it fails or crashes, nothing writes to the target without being told to again.
     */
    void writeAgain(Instant now) throws IOException {
        for (StateFolder folder : List.of(target, state)) {
            Optional<Content> before = read(folder);
            if (before.isPresent()) {
                folder.write(FILE, CutoverJson.file(before.get().again(now)));
            }
        }
    }

    private static void undo(StateFolder folder, Instant now) throws IOException {
        Optional<Content> before = read(folder).filter(Content::done);
        if (before.isPresent()) {
            folder.write(FILE, CutoverJson.file(before.get().again(now).undone()));
        }
    }

    /**
     * Records a cut-over as done, in the state folder last, and returns once that is on disk.
     *
     * @throws IOException if that failed: both files then say what they said before, or, as {@link Unclear}, their
     *     state is unknown
     */
    void set(Instant at, String evidence) throws IOException {
        Optional<Content> before = read(state);
        Optional<Content> onTarget = read(target);
        Content done =
                new Content(true, at, evidence, before.map(Content::again).orElse(List.of()));
        try {
            if (before.filter(Content::done).isEmpty()) {
                state.write(FILE, CutoverJson.file(done.undone()));
            }
            target.write(FILE, CutoverJson.file(done));
            state.write(FILE, CutoverJson.file(done));
        } catch (IOException | RuntimeException | Error e) {
            restore(target, onTarget, done.undone(), e);
            restore(state, before, done.undone(), e);
            throw e;
        }
    }

    /** Restores a file after a failed write, which may or may not have replaced it. */
    private static void restore(StateFolder folder, Optional<Content> before, Content undone, Throwable cause)
            throws Unclear {
        try {
            if (!read(folder).equals(before)) {
                folder.write(FILE, CutoverJson.file(before.orElse(undone)));
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
