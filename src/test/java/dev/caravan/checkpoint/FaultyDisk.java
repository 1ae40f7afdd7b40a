package dev.caravan.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that crashes at one of its steps, after which nothing gets to it any more, or that is full for a while. */
final class FaultyDisk extends Disk {
    /** Where in the step; a write that is cut short leaves its first half. */
    enum Moment {
        BEFORE,
        HALFWAY,
        AFTER
    }

    private final int crashStep;
    private final Moment moment;
    private int steps;
    private boolean crashed;
    private boolean full;

    private FaultyDisk(int crashStep, Moment moment) {
        this.crashStep = crashStep;
        this.moment = moment;
    }

    static FaultyDisk sound() {
        return new FaultyDisk(Integer.MAX_VALUE, Moment.BEFORE);
    }

    /** Steps count from 0. */
    static FaultyDisk crashingAt(int step, Moment moment) {
        return new FaultyDisk(step, moment);
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
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
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
        step(() -> super.force(file), () -> {});
    }

    @Override
    void rename(Path from, Path to) throws IOException {
        step(() -> super.rename(from, to), () -> {});
    }

    @Override
    void forceDirectory(Path directory) throws IOException {
        step(() -> super.forceDirectory(directory), () -> {});
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
        switch (moment) {
            case BEFORE -> {}
            case HALFWAY -> half.run();
            case AFTER -> whole.run();
        }
        throw new IOException("crash " + moment + " step " + crashStep);
    }
}
