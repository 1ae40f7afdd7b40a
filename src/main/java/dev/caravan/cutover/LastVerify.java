package dev.caravan.cutover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.change.StateFolder;
import dev.caravan.change.VerifyRun;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored results of the last comparison of both whole trees, whichever process made it: in {@code verify.json} in
 * the state folder, and in {@code verify-content.json} for the last one that included content. Thread-safe.
 */
public final class LastVerify {
    private static final Logger LOG = LoggerFactory.getLogger(LastVerify.class);
    private static final String FILE = "verify.json";
    private static final String CONTENT_FILE = "verify-content.json";

    // These two fields are not stored: every stored comparison is of everything, and the paths are of use only to the
    // process that repairs them.
    private static final String EVERYTHING = "everything";
    private static final String PATHS = "paths";

    private final StateFolder state;

    public LastVerify(StateFolder state) {
        this.state = state;
    }

    /** The last comparison; empty where there was none, or its file cannot be read. */
    public Optional<VerifyRun.Result> read() {
        return read(FILE);
    }

    /**
     * The last comparison that included content. One that found files whose content alone differs (equal size and
     * times, so that no walk finds them) is replaced only by one that finds such files too, or that compares at least
     * as many files without an error.
     */
    public Optional<VerifyRun.Result> content() {
        return read(CONTENT_FILE);
    }

    private Optional<VerifyRun.Result> read(String file) {
        try {
            Optional<byte[]> content = state.read(file);
            return content.isEmpty() ? Optional.empty() : Optional.of(parse(content.get()));
        } catch (IOException e) {
            LOG.warn("{}: cannot be understood, and counts as no verify: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static VerifyRun.Result parse(byte[] json) throws IOException {
        ObjectNode content = CutoverJson.MAPPER.readValue(json, ObjectNode.class);
        content.put(EVERYTHING, true);
        content.putArray(PATHS);
        return CutoverJson.MAPPER.treeToValue(content, VerifyRun.Result.class);
    }

    /** Stores the result, and returns once it is on disk. */
    public void write(VerifyRun.Result result) throws IOException {
        if (result.contentPercent() > 0 && !isLess(result, content())) {
            write(CONTENT_FILE, result);
        }
        write(FILE, result);
    }

    /** True where the new result cannot disprove the content differences that the stored one found. */
    private static boolean isLess(VerifyRun.Result result, Optional<VerifyRun.Result> before) {
        return before.isPresent()
                && before.get().contentAlone() > 0
                && result.contentAlone() == 0
                && (result.contentPercent() < before.get().contentPercent() || result.errors() > 0);
    }

    private void write(String file, VerifyRun.Result result) throws IOException {
        ObjectNode content = CutoverJson.MAPPER.valueToTree(result);
        state.write(file, CutoverJson.file(content.without(List.of(EVERYTHING, PATHS))));
    }
}
