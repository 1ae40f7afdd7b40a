package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * A disk that crashes at one of its steps, after which nothing gets to it any more, or that is full for a while.
 *
 * <p>It forces nothing in truth, since no test pulls the plug; it remembers what was forced, and a crash may lose all the rest.
 */
final class FaultyDisk extends Disk {
    /** Where in a step it crashes, and whether that takes with it what was not forced. */
    enum Crash {
        BEFORE(false),
        HALFWAY(false),
        AFTER(false),
        BEFORE_AND_LOSE(true),
        HALFWAY_AND_LOSE(true),
        AFTER_AND_LOSE(true);

        private final boolean loses;

        Crash(boolean loses) {
            this.loses = loses;
        }
    }

    /** A rename whose directory was not forced yet; {@code before} is null where there was no such file. */
    private record Rename(Path to, String before) {}

    private final int crashStep;
    private final Crash crash;
    private final Map<FileChannel, Path> open = new HashMap<>();
    private final Map<Path, Long> forcedBytes = new HashMap<>();
    private final Deque<Rename> renames = new ArrayDeque<>();
    private int steps;
    private boolean crashed;
    private boolean full;

    private FaultyDisk(int crashStep, Crash crash) {
        this.crashStep = crashStep;
        this.crash = crash;
    }

    static FaultyDisk sound() {
        return new FaultyDisk(Integer.MAX_VALUE, Crash.BEFORE);
    }

    /** Steps count from 0. */
    static FaultyDisk crashingAt(int step, Crash crash) {
        return new FaultyDisk(step, crash);
    }

    void full(boolean now) {
        full = now;
    }

    boolean hasCrashed() {
        return crashed;
    }

    int steps() {
        return steps;
    }

    @Override
    FileChannel open(Path path, OpenOption... options) throws IOException {
        FileChannel channel = super.open(path, options);
        open.put(channel, path);
        return channel;
    }

    @Override
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        forcedBytes.putIfAbsent(open.get(file), file.size());
        if (full) {
            writeHalf(file, bytes);
            throw new IOException("No space left on device");
        }
        step(() -> super.write(file, bytes), () -> writeHalf(file, bytes));
    }

    private static void writeHalf(FileChannel file, ByteBuffer bytes) throws IOException {
        file.write(bytes.slice(0, bytes.remaining() / 2));
    }

    @Override
    void force(FileChannel file) throws IOException {
        step(() -> forcedBytes.remove(open.get(file)), () -> {});
    }

    @Override
    void rename(Path from, Path to) throws IOException {
        step(
                () -> {
                    renames.push(new Rename(to, Files.exists(to) ? Files.readString(to, ISO_8859_1) : null));
                    super.rename(from, to);
                    Long forced = forcedBytes.remove(from);
                    if (forced != null) {
                        forcedBytes.put(to, forced);
                    }
                },
                () -> {});
    }

    @Override
    void forceDirectory(Path directory) throws IOException {
        step(renames::clear, () -> {});
    }

    private void step(Disk.Action whole, Disk.Action half) throws IOException {
        if (crashed) {
            throw new IOException("crashed before");
        }
        if (steps++ != crashStep) {
            whole.run();
            return;
        }
        crashed = true;
        switch (crash) {
            case BEFORE, BEFORE_AND_LOSE -> {}
            case HALFWAY, HALFWAY_AND_LOSE -> half.run();
            case AFTER, AFTER_AND_LOSE -> whole.run();
        }
        if (crash.loses) {
            loseWhatWasNotForced();
        }
        throw new IOException("crash " + crash + " step " + crashStep);
    }

    private void loseWhatWasNotForced() throws IOException {
        for (Map.Entry<Path, Long> file : forcedBytes.entrySet()) {
            byte[] content = Files.readAllBytes(file.getKey());
            Files.write(file.getKey(), Arrays.copyOf(content, Math.toIntExact(file.getValue())));
        }
        while (!renames.isEmpty()) {
            Rename rename = renames.pop();
            if (rename.before == null) {
                Files.delete(rename.to);
            } else {
                Files.writeString(rename.to, rename.before, ISO_8859_1);
            }
        }
    }
}
