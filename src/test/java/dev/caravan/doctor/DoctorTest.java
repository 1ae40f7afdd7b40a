package dev.caravan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.checkpoint.StateLock;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(NOW);
    private final Map<String, String> given = new HashMap<>();
    private Path log;

    @BeforeEach
    void makeTrees() throws IOException {
        given.put(
                "caravan.source",
                Files.createDirectory(folder.resolve("source")).toString());
        given.put(
                "caravan.target",
                Files.createDirectory(folder.resolve("target")).toString());
        given.put("caravan.state", folder.resolve("state").toString());
        given.put("caravan.parse.zone", "UTC");
        log = folder.resolve("Client.log");
    }

    @Test
    void takesALogWhoseLinesAndClockFit() throws Exception {
        write("03-26 11:59:00", NOW.minusSeconds(50));
        assertThat(logOf())
                .containsExactly(
                        "ok    log            " + log + ": 2 lines at its end, of which 1 name different entries",
                        "ok    log's clock    the newest entry was named 1 min 0 s ago, the log written 50 s ago");
    }

    @Test
    void seesThatTheLogsClockIsAnother() throws Exception {
        write("03-26 10:00:00", NOW);
        assertThat(logOf()).last().asString().startsWith("warn  log's clock").contains("2 h 0 min apart");
        // Read as a year ago, since it cannot be in the future.
        write("03-26 13:00:00", NOW);
        assertThat(logOf()).last().asString().startsWith("warn  log's clock").contains("364 d 23 h apart");
    }

    @Test
    void readsWholeLinesAtTheEndOfALargeLog() throws Exception {
        String line = "DEBUG: 03-26 11:59:00:  Client * 1 [x]Lookup, parentDirInode:0x1, dentryName:f";
        Files.writeString(log, (line + "\n").repeat(10_000) + line.substring(0, 40));
        int whole = (256 << 10) / (line.length() + 1);
        assertThat(logOf().get(0)).startsWith("ok ").contains(String.format("%,d lines at", whole - 1));
    }

    @Test
    void seesThatTheDialectDoesNotFit() throws Exception {
        Files.writeString(log, "something\nelse\n");
        assertThat(logOf()).singleElement().asString().startsWith("warn  log ").contains("caravan.parse.dialect");
        Files.writeString(log, "DEBUG: 03-26 11:59:00: [x]Lookup, parentDirInode:none\n");
        assertThat(logOf()).singleElement().asString().startsWith("warn  log ").contains("1 should and cannot");
    }

    @Test
    void saysWhoUsesTheState() throws Exception {
        Path state = folder.resolve("state");
        Findings nobody = new Findings(new PrintWriter(new StringWriter()));
        new StateExamination(state).examine(nobody);
        assertThat(nobody.failures() + nobody.warnings()).isZero();
        assertThat(state).doesNotExist();

        StateLock.acquire(state).close();
        new StateExamination(state).examine(nobody);
        assertThat(nobody.failures() + nobody.warnings()).isZero();
        assertThat(state).isDirectoryContaining(path -> path.endsWith("lock")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void leavesTheTargetAsItWas() throws Exception {
        Path target = folder.resolve("target");
        assertThat(examined()).anyMatch(line -> line.startsWith("ok    target "));
        assertThat(target).isEmptyDirectory();

        Files.createFile(target.resolve(".caravan"));
        assertThat(examined()).anyMatch(line -> line.startsWith("fail  target ") && line.contains("cannot be written"));
        assertThat(Files.isRegularFile(target.resolve(".caravan"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void knowsTheLimitOfOpenFiles() {
        assertThat(SystemExamination.limit(List.of(
                        "Limit                     Soft Limit           Hard Limit           Units",
                        "Max open files            1024                 4096                 files")))
                .contains("1024");
        assertThat(SystemExamination.limit(List.of())).isEmpty();
    }

    @Test
    void needsEnoughOpenFiles() throws Exception {
        given.put("caravan.copy.workers", "900000000");
        assertThat(examined()).anyMatch(line -> line.startsWith("fail  open files ") && line.contains("ulimit -n"));
    }

    private void write(String time, Instant written) throws IOException {
        Files.writeString(
                log,
                "DEBUG: 03-26 11:00:00: [x]Mounted\nDEBUG: " + time
                        + ":  Client * 1 [x]Lookup, parentDirInode:0x1, dentryName:f\n");
        Files.setLastModifiedTime(log, FileTime.from(written));
    }

    @Test
    void examinesTheLogOfEachHost() throws Exception {
        write("03-26 12:00:00", clock.instant());
        given.put("caravan.feeds", "web1,web2");
        given.put("caravan.feed.web1.path", log.toString());
        given.put("caravan.feed.web1.beat", "ssh web1 stat {}");
        given.put("caravan.feed.web2.path", log + ".none");
        assertThat(examinedLogs())
                .anyMatch(line -> line.startsWith("ok    log of web1 ") && line.contains("2 lines at its end"))
                .anyMatch(line -> line.startsWith("fail  log of web2 ") && line.contains("is not there"))
                .anyMatch(line -> line.startsWith("warn  log of web2 ") && line.contains("caravan.feed.web2.beat"))
                .noneMatch(line -> line.startsWith("warn  log of web1 "));
    }

    private List<String> logOf() throws Exception {
        given.put("caravan.tail.path", log.toString());
        return examinedLogs();
    }

    private List<String> examinedLogs() throws Exception {
        StringWriter out = new StringWriter();
        new LogExamination(settings(), clock).examine(new Findings(new PrintWriter(out)));
        return out.toString().lines().toList();
    }

    private List<String> examined() throws Exception {
        StringWriter out = new StringWriter();
        Settings settings = settings();
        List<String> faults = Settings.faults(settings.all()).stream()
                .map(ConfigurationException::getMessage)
                .toList();
        new Doctor(settings, faults, Optional.empty(), clock).examine(new Findings(new PrintWriter(out)));
        return out.toString().lines().toList();
    }

    private Settings settings() throws ConfigurationException {
        return Settings.unchecked(SettingsFile.load(Optional.empty(), Map.of(), given));
    }
}
