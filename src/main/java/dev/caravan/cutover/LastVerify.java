package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.time.Instant;
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

    private final StateFolder state;

    /** What the file holds; paths are told by another look. */
    record Content(
            Instant began,
            Instant ended,
            double contentPercent,
            long entries,
            long bytes,
            long differences,
            long young,
            long contentAlone,
            long errors,
            List<String> examples) {}

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
        Content content = CutoverJson.MAPPER.readValue(json, Content.class);
        return new VerifyRun.Result(
                content.began(),
                content.ended(),
                true,
                content.contentPercent(),
                content.entries(),
                content.bytes(),
                content.differences(),
                content.young(),
                content.contentAlone(),
                content.errors(),
                content.examples(),
                List.of());
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
        state.write(
                file,
                CutoverJson.file(new Content(
                        result.began(),
                        result.ended(),
                        result.contentPercent(),
                        result.entries(),
                        result.bytes(),
                        result.differences(),
                        result.young(),
                        result.contentAlone(),
                        result.errors(),
                        result.examples())));
    }
}
