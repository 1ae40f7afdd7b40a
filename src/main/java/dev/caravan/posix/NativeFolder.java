package dev.caravan.posix;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open directory by its file descriptor: a path through it leads to that directory and no other. Thread-safe. */
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
        // The path goes through "self/.", so that the parent of an entry is the directory and not the link in /proc.
        return self().resolve(FileNames.toPath(name));
    }

    @Override
    public Path self() {
        // The last component "." makes the path mean the directory, not the link in /proc.
        return self.resolve(".");
    }

    @Override
    public Folder open(String name) throws IOException {
        return new NativeFolder(NativePosix.openIn(number, name, entry(name)));
    }

    @Override
    public <E extends Exception> void list(Taker<E> names) throws IOException, E {
        DirectoryEntries.list(number, self(), names);
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            Libc.close(number);
        }
    }
}
