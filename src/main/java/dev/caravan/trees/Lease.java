package dev.caravan.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a process that writes to the target says about itself, in a file that it renews. Immutable; any thread.
 *
 * @param format the version of this format
 * @param host the host's name, one char for each byte; for a person, since names need not be unique
 * @param pid the process id in the process's own namespace
 * @param command what it was started as
 * @param started when, by its host's clock; for a person
 * @param renewals grows with each renewal: a number that stays tells that the process has ended
 */
public record Lease(int format, String host, long pid, String command, String started, long renewals) {
    static final int FORMAT = 1;

    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public Lease {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(started, "started");
    }

    /** This process's lease before its first renewal. */
    static Lease own(String command, Instant started) {
        return new Lease(FORMAT, ownHost(), ProcessHandle.current().pid(), command, started.toString(), 0);
    }

    private static String ownHost() {
        try {
            return Files.readString(HOST, ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }

    Lease renewed() {
        return new Lease(format, host, pid, command, started, renewals + 1);
    }

    /** The content of its file. */
    byte[] bytes() throws IOException {
        return MAPPER.writeValueAsBytes(this);
    }

    /** The lease in a file with this content; empty where that is torn, or in another format. */
    static Optional<Lease> of(byte[] content) throws IOException {
        try {
            return Optional.ofNullable(MAPPER.readValue(content, Lease.class)).filter(lease -> lease.format == FORMAT);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return Escape.latin1(command) + ", process " + pid + (host.isEmpty() ? "" : " on " + Escape.latin1(host));
    }
}
