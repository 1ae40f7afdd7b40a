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
     * @param again when each cut-over was undone, the last one last
     */
    record Content(boolean done, Instant at, String evidence, List<Instant> again) {}

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
            return Optional.of(Json.MAPPER.readValue(content.get(), Content.class));
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

    private void undo(Instant now) throws IOException {
        Content before = read().orElseThrow();
        List<Instant> again = new ArrayList<>(before.again());
        again.add(now);
        state.write(FILE, Json.file(new Content(false, before.at(), before.evidence(), again)));
    }

    /** It is done. Returns once that is on disk. */
    void set(Instant at, String evidence) throws IOException {
        List<Instant> again = read().map(Content::again).orElse(List.of());
        state.write(FILE, Json.file(new Content(true, at, evidence, again)));
    }
}
