package dev.caravan.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A file of gigabytes of holes, which rsync would read all of: half a minute where the kernel has to make the pages first. */
public final class SparseFile {
    private SparseFile() {}

    /**
     * A fingerprint of where its data is, of every byte of that, and of its size, mode and owner: of {@code tar}, which asks the
     * kernel for the holes. Two files of one fingerprint have the same content; equal content in other holes has another one.
     */
    public static String fingerprint(Path file) throws IOException, InterruptedException {
        return Tools.run(
                "bash",
                "-o",
                "pipefail",
                "-c",
                "tar -C \"$0\" --sparse --hole-detection=seek --numeric-owner -cf - -- \"$1\" | sha256sum",
                file.getParent(),
                file.getFileName());
    }
}
