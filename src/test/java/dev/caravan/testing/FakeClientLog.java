package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.caravan.demo.LocalInodeTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** A ccdbfs client's log of a local tree, one lookup at a time, as the test says; Caravan's own reads are not in it. */
public final class FakeClientLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss");

    private final Path file;
    private final Path source;

    public FakeClientLog(Path file, Path source) throws IOException {
        this.file = file;
        this.source = source;
        append("DEBUG: " + now() + ":  Client * 15176 [ccdb:NFSClient.cpp:1180:15176]Mounted\n");
    }

    /** What makes Caravan follow it. */
    public Map<String, String> settings() {
        return Map.of(
                "caravan.tail.path", file.toString(),
                "caravan.parse.zone", "UTC",
                "caravan.resolve.command", String.join(" ", LocalInodeTool.command(source)));
    }

    /** That somebody looked up this name, bytes one to a char, in this directory. */
    public void lookup(Path directory, String name) throws IOException {
        long inode = (Long) Files.getAttribute(directory, "unix:ino");
        append("DEBUG: " + now() + ":  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, parentDirInode:0x"
                + Long.toHexString(inode) + ", dentryName:" + name + "\n");
    }

    /** The log gets the suffix .1, what had it .2, and the next line begins a new one. */
    public void rotate() throws IOException {
        if (Files.exists(rotated(1))) {
            Files.move(rotated(1), rotated(2));
        }
        Files.move(file, rotated(1));
    }

    /** Returns once the log is read to its end; what is written from then on is followed even where the start is at the end. */
    public void awaitFollowed(CaravanProcess caravan) {
        caravan.awaitAttribute("LogLagBytes", Long.class, lag -> lag == 0, Duration.ofSeconds(20));
        caravan.awaitAttribute("LowWaterMark", String.class, mark -> !mark.isEmpty(), Duration.ofSeconds(20));
    }

    private Path rotated(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void append(String line) throws IOException {
        Files.write(file, line.getBytes(ISO_8859_1), CREATE, APPEND);
    }

    private static String now() {
        return TIME.format(LocalDateTime.now(ZoneOffset.UTC));
    }
}
