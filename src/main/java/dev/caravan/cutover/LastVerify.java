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
 * What the last comparison of both trees came to, whichever process made it: in {@code verify.json} in the folder of the state, and in
 * {@code verify-content.json} the last one that compared content, too. Any thread.
 */
public final class LastVerify {
    private static final Logger LOG = LoggerFactory.getLogger(LastVerify.class);
    private static final String FILE = "verify.json";
    private static final String CONTENT_FILE = "verify-content.json";

    // Left out of the files: all is compared, and another look tells the paths.
    private static final String EVERYTHING = "everything";
    private static final String PATHS = "paths";

    private final StateFolder state;

    public LastVerify(StateFolder state) {
        this.state = state;
    }

    /** Empty where there was none, or nobody can tell what it came to. */
    public Optional<VerifyRun.Result> read() {
        return read(FILE);
    }

    /**
     * The last that compared content. Where that has found differences that no look at sizes and times finds, it stands until one that
     * compared as many files finds none.
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

    /** Returns once it is on disk. */
    public void write(VerifyRun.Result result) throws IOException {
        if (result.contentPercent() > 0 && !isLess(result, content())) {
            write(CONTENT_FILE, result);
        }
        write(FILE, result);
    }

    /** True where this one says nothing of what that one has found. */
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
