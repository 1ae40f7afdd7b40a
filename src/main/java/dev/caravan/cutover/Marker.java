package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that says that the target is the live side: whoever would write to it asks here first. Any thread.
 *
 * <p>People may have worked on the target since, and what Caravan would copy over that is old.
 */
public final class Marker {
    static final String FILE = "cutover.json";

    private final StateFolder state;

    /**
     * What the file holds.
     *
     * @param done true where the target is the live side; false once that was undone
     * @param at when it was cut over last
     * @param evidence the page of that cut-over, in the same folder
     * @param again when somebody said that the target is to be written once more, the last time last
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

    /** In this folder. */
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
     * Where the evidence of a cut-over is that is done; empty where there is none, or it was undone.
     *
     * @throws IOException if nobody can tell: nothing may be written to the target then
     */
    public Optional<String> standing() throws IOException {
        return read().filter(Content::done).map(content -> content.evidence() + " of " + content.at());
    }

    /**
     * Lets pass whoever may write to the target. A cut-over that is done is undone here, and that is written down, if the caller
     * says that it means to write again.
     *
     * @throws IOException if one may not, with what to do; or nobody can tell
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
     * Writes down that the target is to be written once more by another cut-over. Until that is done the target stays the live side:
     * whatever ends it, a crash too, nobody writes there again without being told to.
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
     * It is done. Returns once that is on disk.
     *
     * @throws IOException if that failed: the file says again what it said before, or if nobody can tell, {@link Unclear}
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

    /** A write that failed may have replaced the file, or not. */
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

    /** Nobody can tell whether the file says that it is done. */
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
