package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the lookups of a MooseFS mount, as they happen, to a log such as a ccdbfs client writes; and rotates it when told to. */
final class LookupLog implements AutoCloseable {
    /** Greedy, so that a name may hold what follows it. */
    private static final Pattern LOOKUP =
            Pattern.compile("(\\d\\d)\\.(\\d\\d) (\\d\\d:\\d\\d:\\d\\d)\\.\\d+: uid:\\d+ gid:\\d+ pid:\\d+"
                    + " cmd:lookup \\((\\d+),(?:(.*)\\) \\(using [a-z ]+\\)|(.*)\\)): (?:OK|E[A-Z]+)\\b.*");

    private static final String INTERNAL = ") (internal node: ";

    private final Path log;
    private final CompletableFuture<Void> copying;
    private OutputStream out;
    private volatile boolean closed;

    private LookupLog(Path log, BufferedReader oplog) throws IOException {
        this.log = log;
        this.out = Files.newOutputStream(log, CREATE, APPEND);
        this.copying = CompletableFuture.runAsync(() -> copy(oplog), task -> new Thread(task, "lookup-log").start());
    }

    static LookupLog start(Path oplog, Path log) throws IOException {
        return new LookupLog(log, Files.newBufferedReader(oplog, ISO_8859_1));
    }

    /** The log gets the suffix .1 (and what had it .2, and so on), and a new one is begun. */
    synchronized void rotate() throws IOException {
        out.close();
        int last = 1;
        while (Files.exists(rotated(last))) {
            last++;
        }
        for (int i = last; i > 1; i--) {
            Files.move(rotated(i - 1), rotated(i));
        }
        Files.move(log, rotated(1));
        out = Files.newOutputStream(log, CREATE, APPEND);
    }

    /** Nobody can read what was rotated away any more. */
    synchronized void forgetRotated() throws IOException {
        for (int i = 1; Files.deleteIfExists(rotated(i)); i++) {}
    }

    @Override
    public void close() throws IOException {
        closed = true;
        // An idle oplog shows a line every second, so its reader soon notices.
        copying.orTimeout(10, TimeUnit.SECONDS).join();
        out.close();
    }

    /** One line in the other format; empty where the operation is no lookup. */
    static Optional<String> line(String operation) {
        Matcher lookup = LOOKUP.matcher(operation);
        return lookup.matches() && !operation.contains(INTERNAL)
                ? Optional.of(String.format(
                        "DEBUG: %s-%s %s:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, parentDirInode:0x%x, dentryName:%s",
                        lookup.group(1),
                        lookup.group(2),
                        lookup.group(3),
                        Long.parseLong(lookup.group(4)),
                        lookup.group(5) == null ? lookup.group(6) : lookup.group(5)))
                : Optional.empty();
    }

    private Path rotated(int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    private void copy(BufferedReader oplog) {
        try (oplog) {
            String operation = oplog.readLine();
            while (operation != null && !closed) {
                Optional<String> line = line(operation);
                if (line.isPresent()) {
                    write(line.get());
                }
                operation = oplog.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void write(String line) throws IOException {
        out.write((line + "\n").getBytes(ISO_8859_1));
    }
}
