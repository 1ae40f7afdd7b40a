package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.caravan.change.Look;
import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A debug log as the source's client writes it: a lookup for every component of every path that is used, and lines
 * about other things. Caravan's own reads are logged too, as by a client that cannot tell its readers apart.
 *
 * <p>It is rotated by renames: {@code Client.log.1} is the newest rotated file; those from {@code .2}
 * on are gzipped. Thread-safe.
 */
final class ClientLog implements Look.Listener, Closeable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss");
    private static final String PROCESS = "15176";

    private final Path file;
    private final Path root;
    private final Clock clock;
    private final long rotateBytes;
    private FileChannel channel;
    private long sizeBytes;
    private int rotations;

    /**
     * Begins the log.
     *
     * @param root the source's root, whose inode numbers are logged
     * @param clock the time and zone of the lines
     * @param rotateBytes the size in bytes at which the log is rotated
     */
    ClientLog(Path file, Path root, Clock clock, long rotateBytes) throws IOException {
        this.file = file;
        this.root = root;
        this.clock = clock;
        this.rotateBytes = rotateBytes;
        open();
    }

    /** Logs the lookups of this path, from the root down to the first component that is missing or no directory. */
    void lookups(RelativePath path) throws IOException {
        List<String> messages = new ArrayList<>();
        Path directory = root;
        for (String name : path.isRoot() ? new String[0] : path.latin1().split("/", -1)) {
            Optional<Entry> found = Lstat.read(directory);
            if (found.isEmpty() || !found.get().isDirectory()) {
                break;
            }
            messages.add("[ccdb:NFSClient.cpp:625:" + PROCESS + "]Lookup, parentDirInode:0x"
                    + Long.toHexString(found.get().inode()) + ", dentryName:" + name);
            directory = directory.resolve(FileNames.toPath(name));
        }
        append(messages);
    }

    /** Logs something that is no lookup. */
    void note(String message) throws IOException {
        append(List.of("[ccdb:NFSClient.cpp:1180:" + PROCESS + "]" + message));
    }

    /** Logs what the client would for a read of Caravan's, with the present time. */
    @Override
    public void looked(RelativePath path, Look look) {
        try {
            lookups(path);
        } catch (IOException e) {
            throw new UncheckedIOException("client log of the demo: a look at " + path + " cannot be logged", e);
        }
    }

    /** How often the log was rotated. */
    synchronized int rotations() {
        return rotations;
    }

    private synchronized void append(List<String> messages) throws IOException {
        if (messages.isEmpty()) {
            return;
        }
        String prefix = "DEBUG: " + TIME.format(LocalDateTime.now(clock)) + ":  Client * " + PROCESS + " ";
        StringBuilder lines = new StringBuilder();
        messages.forEach(message -> lines.append(prefix).append(message).append('\n'));
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(ISO_8859_1));
        sizeBytes += bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (sizeBytes >= rotateBytes) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        for (int n = rotations; n >= 2; n--) {
            Files.move(rotated(n + ".gz"), rotated((n + 1) + ".gz"), StandardCopyOption.ATOMIC_MOVE);
        }
        if (rotations >= 1) {
            Files.move(rotated("1"), rotated("2"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(file, rotated("1"), StandardCopyOption.ATOMIC_MOVE);
        channel.close();
        open();
        if (rotations >= 1) {
            compress(rotated("2"), rotated("2.gz"));
        }
        rotations++;
    }

    /** Compresses under a temporary name and renames, with the log's mtime; for a moment both files exist. */
    private void compress(Path plain, Path zipped) throws IOException {
        Path temporary = file.resolveSibling(".compressing");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(temporary))) {
            Files.copy(plain, out);
        }
        Files.setLastModifiedTime(temporary, Files.getLastModifiedTime(plain));
        Files.move(temporary, zipped, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(plain);
    }

    private void open() throws IOException {
        channel = FileChannel.open(file, CREATE, WRITE, APPEND);
        sizeBytes = channel.size();
    }

    private Path rotated(String suffix) {
        return file.resolveSibling(file.getFileName() + "." + suffix);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
