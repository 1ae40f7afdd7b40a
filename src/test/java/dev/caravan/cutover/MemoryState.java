package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.change.StateFolder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The state's files in memory, of which a test can make one fail, or end the process before one is written. */
final class MemoryState implements StateFolder {
    /** Stands for {@code kill -9}. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final Map<String, byte[]> files = new TreeMap<>();
    String failing = "none";
    int writesUntilKilled = Integer.MAX_VALUE;
    private final Map<String, Consumer<String>> atWrite = new TreeMap<>();

    /** Before such a file is written, with what is to be written. */
    void atWrite(String name, Consumer<String> event) {
        atWrite.put(name, event);
    }

    /** Leaves something that nobody understands. */
    void tear(String name) {
        files.put(name, new byte[] {'{'});
    }

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.ofNullable(files.get(name));
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
        writesUntilKilled--;
        if (writesUntilKilled < 0) {
            throw new Killed();
        }
        if (name.startsWith(failing)) {
            throw new IOException("state file " + name + ": cannot be written: disk full");
        }
        Consumer<String> event = atWrite.get(name);
        if (event != null) {
            event.accept(new String(content, US_ASCII));
        }
        files.put(name, content);
    }

    Set<String> names() {
        return files.keySet();
    }

    String text(String name) {
        return new String(files.get(name), US_ASCII);
    }
}
