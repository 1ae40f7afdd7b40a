package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last comparison of both trees came to, whichever process made it: in {@code verify.json} in the folder of the state. Any
 * thread.
 */
public final class LastVerify {
    private static final Logger LOG = LoggerFactory.getLogger(LastVerify.class);
    private static final String FILE = "verify.json";

    private final StateFolder state;

    /** What the file holds; paths are told by another look. */
    record Content(
            Instant began,
            Instant ended,
            long entries,
            long bytes,
            long differences,
            long errors,
            List<String> examples) {}

    public LastVerify(StateFolder state) {
        this.state = state;
    }

    /** Empty where there was none, or nobody can tell what it came to. */
    public Optional<Verification.Result> read() {
        try {
            Optional<byte[]> content = state.read(FILE);
            return content.isEmpty() ? Optional.empty() : Optional.of(parse(content.get()));
        } catch (IOException e) {
            LOG.warn("{}: cannot be understood, and counts as no verify: {}", FILE, e.getMessage());
            return Optional.empty();
        }
    }

    private static Verification.Result parse(byte[] json) throws IOException {
        Content content = Json.MAPPER.readValue(json, Content.class);
        return new Verification.Result(
                content.began(),
                content.ended(),
                true,
                content.entries(),
                content.bytes(),
                content.differences(),
                content.errors(),
                content.examples(),
                List.of());
    }

    /** Returns once it is on disk. */
    public void write(Verification.Result result) throws IOException {
        state.write(
                FILE,
                Json.file(new Content(
                        result.began(),
                        result.ended(),
                        result.entries(),
                        result.bytes(),
                        result.differences(),
                        result.errors(),
                        result.examples())));
    }
}
