package dev.caravan.posix;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A directory that is held by its number: the kernel leads a path through it to that directory and no other. */
final class NativeFolder implements Folder {
    private final int number;
    private final Path self;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    NativeFolder(int number) {
        this.number = number;
        self = At.path(number);
    }

    @Override
    public Path entry(String name) {
        // By way of the directory itself, so that whoever asks for what is above finds a directory and not the link in
        // /proc.
        return self().resolve(FileNames.toPath(name));
    }

    @Override
    public Path self() {
        // With the last component, so that the link in /proc is not meant itself.
        return self.resolve(".");
    }

    @Override
    public Folder open(String name) throws IOException {
        return new NativeFolder(NativePosix.openIn(number, name, entry(name)));
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            Libc.close(number);
        }
    }
}
