package dev.caravan.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.entry.Difference;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import dev.caravan.trees.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyReportTest {
    private static final Summary SUMMARY = new Summary(
            Instant.EPOCH,
            Duration.ofMillis(1500),
            7,
            6,
            5,
            4,
            3,
            2,
            0,
            1,
            0,
            List.of(new LeftOut(LeftOut.Kind.SOCKETS, 8, new RelativePath("s"))),
            0,
            true,
            List.of());

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("report");
    }

    @Test
    void holdsALineForEachFindingAndALastOneThatSumsUp() throws IOException {
        VerifyReport report = new VerifyReport(file);
        report.write(new Outcome.Differ(
                new RelativePath("a\u00e9\n\""), List.of(new Difference("link", "\u00ff", "x")), true));
        report.write(new Outcome.MissingOnTarget(new RelativePath("b"), Entries.file(), false));
        report.write(new Outcome.ExtraOnTarget(new RelativePath("c"), Entries.directory(), false));
        report.write(new Outcome.Error(new RelativePath("d"), "why"));
        report.writeRepaired(new RelativePath("b"));
        report.finish(new Verification(SUMMARY, Optional.of(SUMMARY), 1));

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file, US_ASCII)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0).path("path").asText()).isEqualTo("a\u00e9\n\"");
        assertThat(lines.get(0).path("outcome").asText()).isEqualTo("differ");
        assertThat(lines.get(0).path("young").asBoolean()).isTrue();
        assertThat(lines.get(0).at("/differences/0/what").asText()).isEqualTo("link");
        assertThat(lines.get(0).at("/differences/0/source").asText()).isEqualTo("\u00ff");
        assertThat(lines.get(1).path("outcome").asText()).isEqualTo("missing-on-target");
        assertThat(lines.get(1).path("size").asLong()).isEqualTo(10);
        assertThat(lines.get(2).path("type").asText()).isEqualTo("directory");
        assertThat(lines.get(3).path("message").asText()).isEqualTo("why");
        assertThat(lines.get(4).path("outcome").asText()).isEqualTo("repaired");
        assertThat(lines.get(5).at("/summary/equal").asBoolean()).isFalse();
        assertThat(lines.get(5).at("/summary/seconds").asDouble()).isEqualTo(1.5);
        assertThat(lines.get(5).at("/summary/differ").asLong()).isEqualTo(5);
        assertThat(lines.get(5).at("/summary/after-repair/error").asLong()).isEqualTo(2);
    }

    @Test
    void hasItsNameOnlyWhenItIsWhole() throws IOException {
        Files.writeString(file, "of yesterday");
        VerifyReport report = new VerifyReport(file);
        report.writeRepaired(new RelativePath("a"));
        report.close();
        assertThat(file).hasContent("of yesterday");
        assertThat(folder.resolve("report.part")).content().contains("repaired");
        new VerifyReport(file).finish(new Verification(SUMMARY, Optional.empty(), 0));
        assertThat(folder.resolve("report.part")).doesNotExist();
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void tellsOfAFullDiskAtItsEnd() throws IOException {
        Files.createSymbolicLink(folder.resolve("report.part"), Path.of("/dev/full"));
        VerifyReport report = new VerifyReport(file);
        report.writeRepaired(new RelativePath("a"));
        assertThatThrownBy(() -> report.finish(new Verification(SUMMARY, Optional.empty(), 0)))
                .isInstanceOf(IOException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void isRefusedWhereItCannotBe() {
        assertThatThrownBy(() -> new VerifyReport(folder)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new VerifyReport(folder.resolve("no/such"))).isInstanceOf(IOException.class);
    }
}
