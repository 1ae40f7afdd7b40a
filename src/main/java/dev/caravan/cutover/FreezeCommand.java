package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.control.Threads;
import dev.caravan.entry.Escape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's program that freezes the source; started from its arguments, never through a shell. Single-threaded,
 * but for a reader thread of its own.
 */
final class FreezeCommand {
    private static final Logger LOG = LoggerFactory.getLogger(FreezeCommand.class);
    private static final int MAX_LINE_BYTES = 4096;

    private final Process process;
    private final Thread reader;
    private volatile String lastLine = "";

    /** Starts the program. Each line of its stdout and stderr goes to the log. */
    FreezeCommand(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // An empty stdin: a program that reads from it would otherwise wait for ever.
        process.getOutputStream().close();
        reader = Threads.daemon("freeze-command-" + process.pid(), this::read);
        reader.start();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** The exit status; to be called once the program has ended. */
    int status() throws InterruptedException {
        // A child of the program may keep its output open for ever, so the reader is waited for 1 s at most.
        reader.join(1000);
        return process.exitValue();
    }

    /** The last line of its output, escaped. */
    String lastLine() {
        return lastLine;
    }

    /** Kills the program and its descendants. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        say(line);
                    } else if (line.size() < MAX_LINE_BYTES) {
                        line.write(buffer[i]);
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("freeze command's output ended: {}", e.toString());
        }
        if (line.size() > 0) {
            say(line);
        }
    }

    private void say(ByteArrayOutputStream line) {
        lastLine = Escape.latin1(line.toString(ISO_8859_1));
        LOG.info("freeze command: {}", lastLine);
        line.reset();
    }
}
