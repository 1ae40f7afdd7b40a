package dev.caravan.resolve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.control.Threads;
import dev.caravan.entry.Escape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running tool process. Two threads read its output and its errors all the time, so that it never blocks on a full
 * pipe. Its lines are taken by one thread; any thread may end it.
 *
 * <p>Lines end at a newline and nowhere else: a carriage return may be part of a name.
 */
final class ToolProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ToolProcess.class);

    /** Marks the end of the output in the queue; compared by identity. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    private static final String END = new String("end");

    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ToolProcess(Process process) {
        this.process = process;
    }

    /** Starts the tool without a shell. */
    static ToolProcess start(List<String> command, Path directory) throws IOException {
        // ProcessBuilder takes only java.io.File. The directory comes from the configuration, never from data.
        Process process =
                new ProcessBuilder(command).directory(directory.toFile()).start();
        ToolProcess tool = new ToolProcess(process);
        String name = "inode-tool-" + process.pid();
        startThread(name, () -> {
            read(process.getInputStream(), tool.lines::add);
            tool.lines.add(END);
        });
        startThread(
                name + "-complaints",
                () -> read(process.getErrorStream(), line -> LOG.debug("{} said: {}", name, Escape.latin1(line))));
        return tool;
    }

    /** The tool's standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** True where a line is waiting that nobody has taken yet, or the tool has ended. */
    boolean hasSpoken() {
        return !lines.isEmpty();
    }

    /**
     * Returns the next line, one char for each byte; null at the end of the output.
     *
     * @throws IOException if no line came in time
     */
    String line(Duration timeout) throws IOException, InterruptedException {
        String line = lines.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms");
        }
        return isEnd(line) ? null : line;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isEnd(String line) {
        return line == END;
    }

    /** Ends the tool and its child processes: with SIGTERM, and two seconds later with SIGKILL. */
    void stop() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        boolean ended = false;
        try {
            ended = process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends the tool and its child processes at once, with SIGKILL. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void startThread(String name, Runnable work) {
        Threads.daemon(name, work).start();
    }

    /** Hands on lines until the stream ends; of a line, at most 64 KiB. */
    private static void read(InputStream stream, Consumer<String> lines) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                int start = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        append(line, buffer, start, i);
                        lines.accept(line.toString(ISO_8859_1));
                        line.reset();
                        start = i + 1;
                    }
                }
                append(line, buffer, start, count);
            }
        } catch (IOException e) {
            LOG.debug("inode tool's output ended: {}", e.toString());
        }
        if (line.size() > 0) {
            lines.accept(line.toString(ISO_8859_1));
        }
    }

    private static void append(ByteArrayOutputStream line, byte[] buffer, int start, int end) {
        line.write(buffer, start, Math.max(0, Math.min(end - start, MAX_LINE_BYTES - line.size())));
    }
}
