package dev.caravan.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.caravan.change.Canaries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The source's client, which writes a line of its log for each lookup that the pipe tells of, as well as its {@link Manners} let it.
 * One thread reads the pipe; the log is handled by any.
 */
final class Client implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss");
    private static final String PROCESS = "15176";
    private static final int ROTATED = 3;
    private static final int HALF_MILLIS = 150;

    /** Not more often: who looks a thousand times a second would wait for this client. */
    private static final long HALF_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** No directory's number: what is told in it is no lookup, but asks for a sign. */
    private static final int NOWHERE = 0;

    private final Path log;
    private final RandomAccessFile pipe;
    private final Lookups lookups;
    private final Random random;
    private final Thread thread = new Thread(this::read, "client");
    private final ByteArrayOutputStream unwritten = new ByteArrayOutputStream();
    private volatile Manners manners;
    private volatile CompletableFuture<Void> sign = new CompletableFuture<>();
    private FileChannel file;
    private boolean isStalled;
    private long lastHalf = System.nanoTime();
    private long lines;

    /** A client that reads this pipe, which is there, and begins this log. */
    Client(Path root, Path pipe, Path log, Manners manners, long seed) throws IOException {
        this.log = log;
        this.manners = manners;
        random = new Random(seed);
        file = open();
        // For both, so that it never comes to an end, and nobody waits for the other.
        this.pipe = new RandomAccessFile(pipe.toString(), "rw");
        lookups = new Lookups(root, pipe);
        thread.setDaemon(true);
        thread.start();
    }

    /** To tell it of lookups of this process. */
    Lookups lookups() {
        return lookups;
    }

    private void read() {
        try {
            StringBuilder message = new StringBuilder();
            byte[] buffer = new byte[1 << 16];
            while (true) {
                int length = pipe.read(buffer);
                for (char c : new String(buffer, 0, Math.max(0, length), ISO_8859_1).toCharArray()) {
                    if (c == Lookups.END) {
                        told(message.toString());
                        message.setLength(0);
                    } else {
                        message.append(c);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            sign.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void told(String message) throws IOException, InterruptedException {
        int space = message.indexOf(' ');
        long inode = Long.parseLong(message, 0, space, 16);
        String name = message.substring(space + 1);
        if (inode == NOWHERE) {
            sign.complete(null);
        } else if (!Canaries.isName(name) || random.nextInt(100) >= manners.lostCanariesPercent()) {
            write(line(inode, name));
        }
    }

    private static String line(long inode, String name) {
        return "DEBUG: " + TIME.format(LocalDateTime.now(ZoneOffset.UTC)) + ":  Client * " + PROCESS
                + " [ccdb:NFSClient.cpp:625:" + PROCESS + "]Lookup, parentDirInode:0x" + Long.toHexString(inode)
                + ", dentryName:" + name + "\n";
    }

    private void write(String line) throws IOException, InterruptedException {
        byte[] bytes = line.getBytes(ISO_8859_1);
        if (isOneOf(manners.linesPerTorn())) {
            write(bytes, 0, 1 + random.nextInt(bytes.length - 1));
        } else if (isOneOf(manners.linesPerHalf()) && System.nanoTime() - lastHalf > HALF_EVERY_NANOS) {
            lastHalf = System.nanoTime();
            int half = 1 + random.nextInt(bytes.length - 1);
            write(bytes, 0, half);
            TimeUnit.MILLISECONDS.sleep(HALF_MILLIS);
            write(bytes, half, bytes.length - half);
        } else {
            write(bytes, 0, bytes.length);
        }
    }

    private boolean isOneOf(int lines) {
        return lines > 0 && random.nextInt(lines) == 0;
    }

    private synchronized void write(byte[] bytes, int from, int length) throws IOException {
        lines++;
        unwritten.write(bytes, from, length);
        if (!isStalled) {
            writeOut();
        }
    }

    private void writeOut() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(unwritten.toByteArray());
        unwritten.reset();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    synchronized long lines() {
        return lines;
    }

    /** From now on it keeps its lines to itself, or writes them again. */
    synchronized void stall(boolean on) throws IOException {
        isStalled = on;
        if (!on) {
            writeOut();
        }
    }

    /** The log gets the suffix .1, the older ones the next; the client goes on writing to it until {@link #reopen}. */
    synchronized void rename() throws IOException {
        makeRoom();
        Files.move(log, rotated(1));
    }

    /** The client begins a new log. */
    synchronized void reopen() throws IOException {
        file.close();
        file = open();
    }

    /** What is in the log is copied away, and the log is empty; the client writes nothing meanwhile. */
    synchronized void copyAndTruncate() throws IOException {
        makeRoom();
        Files.copy(log, rotated(1), StandardCopyOption.COPY_ATTRIBUTES);
        file.truncate(0);
    }

    private void makeRoom() throws IOException {
        Files.deleteIfExists(rotated(ROTATED));
        for (int i = ROTATED; i > 1; i--) {
            if (Files.exists(rotated(i - 1))) {
                Files.move(rotated(i - 1), rotated(i));
            }
        }
    }

    /** Nothing is torn any more, and all that it was told of so far is in the log when this returns. */
    void calm() throws Exception {
        manners = manners.calm();
        stall(false);
        sign = new CompletableFuture<>();
        lookups.name(NOWHERE, "");
        sign.get(1, TimeUnit.MINUTES);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(log, CREATE, WRITE, APPEND);
    }

    private Path rotated(int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        pipe.close();
        file.close();
    }
}
