package dev.caravan.settle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.change.StateFolder;
import dev.caravan.entry.RelativePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code look-again} in the state folder, which keeps the paths to be looked at again from an orderly stop to
 * the next start: a header line, then the paths, each ended by a NUL. Single-threaded.
 *
 * <p>Taking the paths leaves a file that says so: after a crash no paths are found, and it is known
 * that they are unknown.
 */
final class LookAgainFile {
    private static final String NAME = "look-again";
    private static final String KEPT = "caravan 1: paths to be looked at again\n";
    private static final String TAKEN = "caravan 1: taken by the one that runs\n";

    private final StateFolder state;

    LookAgainFile(StateFolder state) {
        this.state = state;
    }

    /** Writes the paths and returns once they are on disk. */
    void keep(List<RelativePath> paths) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(KEPT.getBytes(US_ASCII));
        for (RelativePath path : paths) {
            bytes.writeBytes(path.latin1().getBytes(ISO_8859_1));
            bytes.write(0);
        }
        state.write(NAME, bytes.toByteArray());
    }

    /**
     * Takes the paths that the last stop has kept.
     *
     * @return the paths; empty where the last process did not stop in order
     */
    Optional<List<RelativePath>> take() throws IOException {
        String text =
                state.read(NAME).map(content -> new String(content, ISO_8859_1)).orElse("");
        state.write(NAME, TAKEN.getBytes(US_ASCII));
        if (!text.startsWith(KEPT)) {
            return Optional.empty();
        }
        List<RelativePath> paths = new ArrayList<>();
        int begin = KEPT.length();
        for (int end = text.indexOf('\0', begin); end >= 0; end = text.indexOf('\0', begin)) {
            paths.add(new RelativePath(text.substring(begin, end)));
            begin = end + 1;
        }
        return Optional.of(paths);
    }
}
