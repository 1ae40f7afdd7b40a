package dev.caravan.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A report file of JSON lines: one object for each finding, and a last one with the summary. Thread-safe.
 *
 * <p>The file is pure ASCII, and paths are written as in the state files: one char for each byte. The lines go to
 * {@code FILE.part}, which is renamed to FILE after the last line, so FILE is always complete.
 */
final class VerifyReport implements Closeable {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Path file;
    private final Path part;
    private final Writer writer;
    private IOException failure;

    /**
     * Begins the report.
     *
     * @throws IOException if no such file can be written
     */
    VerifyReport(Path file) throws IOException {
        this.file = file;
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
        part = file.resolveSibling(file.getFileName() + ".part");
        writer = Files.newBufferedWriter(part, US_ASCII);
    }

    /** Writes a finding of the pass. */
    void write(Outcome.Finding finding) {
        line(json -> write(finding, json));
    }

    /** Writes that a finding of the pass has been repaired. */
    void writeRepaired(RelativePath path) {
        line(json -> {
            json.writeStringField("path", path.latin1());
            json.writeStringField("outcome", "repaired");
        });
    }

    /**
     * Writes the last line and renames the file to its final name.
     *
     * @throws IOException if this, or an earlier line, could not be written
     */
    synchronized void finish(Verification verification) throws IOException {
        line(json -> write(verification, json));
        close();
        if (failure != null) {
            throw failure;
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }

    /** Writes the fields of one JSON object. */
    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Writes one line. A full disk must not end the pass, so the first error is kept and thrown at the end. */
    private synchronized void line(Fields fields) {
        try (JsonGenerator json = MAPPER.createGenerator(writer).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
    }

    private static void write(Outcome.Finding finding, JsonGenerator json) throws IOException {
        json.writeStringField("path", finding.path().latin1());
        if (finding instanceof Outcome.Differ differ) {
            json.writeStringField("outcome", "differ");
            json.writeArrayFieldStart("differences");
            for (Difference difference : differ.differences()) {
                json.writeStartObject();
                json.writeStringField("what", difference.what());
                json.writeStringField("source", difference.source());
                json.writeStringField("target", difference.target());
                json.writeEndObject();
            }
            json.writeEndArray();
        } else if (finding instanceof Outcome.MissingOnTarget missing) {
            json.writeStringField("outcome", "missing-on-target");
            write(missing.source(), json);
        } else if (finding instanceof Outcome.ExtraOnTarget extra) {
            json.writeStringField("outcome", "extra-on-target");
            write(extra.target(), json);
        } else if (finding instanceof Outcome.Error error) {
            json.writeStringField("outcome", "error");
            json.writeStringField("message", error.message());
        }
        json.writeBooleanField("young", finding.young());
    }

    private static void write(Entry entry, JsonGenerator json) throws IOException {
        json.writeStringField("type", entry.type().word());
        json.writeNumberField("size", entry.size());
        json.writeStringField("mtime", entry.modified().toString());
    }

    private static void write(Verification verification, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeBooleanField("equal", verification.isEqual());
        write(verification.pass(), json);
        if (verification.afterRepair().isPresent()) {
            json.writeNumberField("repaired", verification.repaired());
            json.writeObjectFieldStart("after-repair");
            write(verification.afterRepair().get(), json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(Summary summary, JsonGenerator json) throws IOException {
        json.writeStringField("began", summary.began().toString());
        json.writeNumberField("seconds", summary.duration().toMillis() / 1000.0);
        json.writeBooleanField("complete", summary.complete());
        json.writeNumberField("match", summary.matches());
        json.writeNumberField("differ", summary.differing());
        json.writeNumberField("missing-on-target", summary.missing());
        json.writeNumberField("extra-on-target", summary.extra());
        json.writeNumberField("error", summary.errors());
        json.writeNumberField("young", summary.young());
        json.writeNumberField("left-out", summary.leftOutEntries());
        json.writeObjectFieldStart("left-out-kinds");
        for (LeftOut left : summary.leftOut()) {
            json.writeNumberField(left.kind().key(), left.count());
        }
        json.writeEndObject();
        json.writeNumberField("content-bytes", summary.bytes());
    }
}
