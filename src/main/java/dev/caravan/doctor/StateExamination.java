package dev.caravan.doctor;

import dev.caravan.checkpoint.LockHolder;
import dev.caravan.checkpoint.StateLock;
import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Examines whether the state folder can be written, and whether another process uses it. */
final class StateExamination {
    private static final String SUBJECT = "state";
    private static final String MEND = "mend its permissions or its disk, or name another folder (caravan.state)";

    private final Path state;

    StateExamination(Path state) {
        this.state = state;
    }

    void examine(Findings findings) throws IOException {
        String name = Escape.path(state);
        if (!Files.exists(state)) {
            Path above = state.getParent();
            while (!Files.exists(above)) {
                above = above.getParent();
            }
            if (Files.isDirectory(above) && Files.isWritable(above)) {
                findings.ok(SUBJECT, name + " is made at the start");
            } else {
                findings.fail(SUBJECT, name + " cannot be made in " + Escape.path(above), MEND);
            }
            return;
        }
        try {
            Files.delete(Files.createTempFile(state, "doctor-", ".tmp"));
        } catch (IOException e) {
            findings.fail(SUBJECT, name + " cannot be written: " + Escape.latin1(e.toString()), MEND);
            return;
        }
        Optional<LockHolder> holder;
        try {
            holder = StateLock.holder(state);
        } catch (IOException e) {
            findings.warn(SUBJECT, e.getMessage(), "only one may run on this folder");
            return;
        }
        if (holder.isPresent()) {
            findings.warn(SUBJECT, name + " is in use by " + holder.get(), "only that one may run on it: see status");
        } else {
            findings.ok(SUBJECT, name + " can be written, and nobody uses it");
        }
    }
}
