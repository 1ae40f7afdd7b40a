package dev.caravan.chaos;

import dev.caravan.testing.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An ext4 file system of its own, in an image of its disk that is mounted by a loop device. One thread. */
final class Disk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int RETRY_MILLIS = 100;

    private final Path image;
    private final Path mount;
    private final Thread atExit;
    private boolean isMounted;

    private Disk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
        // A run that is ended from outside must not leave it mounted.
        atExit = new Thread(this::release, "disk-tear-down");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    private void release() {
        try {
            new ProcessBuilder("umount", "--lazy", mount.toString()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes one, empty, beside the folder where it is mounted; that is made too. */
    static Disk make(Path mount, String size) throws IOException, InterruptedException {
        Path image = mount.resolveSibling(mount.getFileName() + ".img");
        Tools.run("truncate", "-s", size, image);
        Tools.run("mkfs.ext4", "-q", image);
        Disk disk = new Disk(image, Files.createDirectory(mount));
        disk.mount();
        Files.delete(mount.resolve("lost+found"));
        return disk;
    }

    private void mount() throws IOException, InterruptedException {
        Tools.run("mount", "-o", "loop", image, mount);
        isMounted = true;
    }

    /**
     * What is on the disk at this moment, in a file of its own: what a power cut would leave. Nobody may be writing; what the kernel
     * writes back by itself meanwhile is not half in it.
     */
    Path copy() throws IOException, InterruptedException {
        Path copy = image.resolveSibling(image.getFileName() + ".cut");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            FileTime before = Files.getLastModifiedTime(image);
            Tools.run("cp", "--sparse=always", image, copy);
            if (Files.getLastModifiedTime(image).equals(before)) {
                return copy;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(image + ": is written to all the time, and cannot be copied as of one moment");
            }
        }
    }

    /** The power is back: the disk is this copy of it, and all that was in memory is lost. Nobody uses the mount. */
    void replaceBy(Path copy) throws IOException, InterruptedException {
        unmount();
        Files.move(copy, image, StandardCopyOption.REPLACE_EXISTING);
        mount();
    }

    private void unmount() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Tools.run("umount", mount);
                isMounted = false;
                return;
            } catch (AssertionError e) {
                // A process that was killed may be on its way out.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        try {
            if (isMounted) {
                unmount();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(mount + ": is still mounted", e);
        }
    }
}
