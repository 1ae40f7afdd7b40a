package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Stores the current step of a cut-over on disk, so that the next start can report one that a crash ended. */
final class ProgressJournal {
    static final String FILE = "cutover-progress.json";

    private final StateFolder state;

    /**
     * The file's content.
     *
     * @param frozenAt when the freeze began; null before
     */
    record Line(CutoverProgress.Outcome outcome, Step step, Instant began, Instant frozenAt) {}

    ProgressJournal(StateFolder state) {
        this.state = state;
    }

    void write(CutoverProgress progress) throws IOException {
        state.write(
                FILE,
                CutoverJson.file(new Line(progress.outcome(), progress.step(), progress.began(), progress.frozenAt())));
    }

    /**
     * One sentence about a cut-over that a crash ended; empty where there is none.
     *
     * @throws IOException if the file cannot be read or understood
     */
    Optional<String> interrupted() throws IOException {
        Optional<byte[]> content = state.read(FILE);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Line line = CutoverJson.MAPPER.readValue(content.get(), Line.class);
        if (line.outcome() != CutoverProgress.Outcome.RUNNING) {
            return Optional.empty();
        }
        String step = line.step() == null ? "before its first step" : "in its step " + line.step();
        String frozen =
                line.frozenAt() == null ? "" : "; the source was frozen at " + line.frozenAt() + ", and may still be";
        return Optional.of("a cut-over that began at " + line.began() + " ended " + step + " with the process" + frozen
                + "; repeat it with caravan cutover");
    }
}
