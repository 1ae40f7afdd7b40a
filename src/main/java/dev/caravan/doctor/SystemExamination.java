package dev.caravan.doctor;

import dev.caravan.posix.Posix;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Examines what Caravan needs of this host: native system calls, root's rights, and enough open files. */
final class SystemExamination {
    /**
     * Open files of each copying worker: two directories, two files, a temporary file, and some ranges of a large file.
     */
    private static final int FILES_OF_A_WORKER = 8;

    /** Open files of the JVM, the routes, the log with its rotated files, and the state. */
    private static final int FILES_OF_THE_REST = 300;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";

    private final Settings settings;
    private final Posix posix;
    private final boolean areWorkersKnown;

    SystemExamination(Settings settings, Posix posix, boolean areWorkersKnown) {
        this.settings = settings;
        this.posix = posix;
        this.areWorkersKnown = areWorkersKnown;
    }

    void examine(Findings findings) throws IOException {
        List<String> lost = posix.lost();
        if (lost.isEmpty()) {
            findings.ok("system calls", "all there, on Java " + Runtime.version());
        } else {
            findings.warn(
                    "system calls",
                    "the native library cannot be loaded; lost without it: " + String.join(", ", lost),
                    "use Linux on x86-64 or arm64, with a temporary folder (java.io.tmpdir) that programs may be"
                            + " loaded from");
        }
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            findings.ok("user", "root");
        } else {
            findings.warn(
                    "user",
                    "not root: owners and devices cannot be copied, nor what this user may not read",
                    "start it as root");
        }
        if (areWorkersKnown) {
            openFiles(findings);
        }
    }

    private void openFiles(Findings findings) throws IOException {
        int workers = settings.number(Key.COPY_WORKERS);
        long needed = (long) FILES_OF_A_WORKER * workers + FILES_OF_THE_REST;
        Optional<String> limit = limit(Files.readAllLines(LIMITS));
        if (limit.isEmpty() || limit.get().equals("unlimited") || Long.parseLong(limit.get()) >= needed) {
            findings.ok("open files", "at most " + limit.orElse("?") + ", for " + workers + " workers");
        } else {
            findings.fail(
                    "open files",
                    "at most " + limit.get() + ", and " + workers + " workers may need " + needed,
                    "raise it (ulimit -n, or LimitNOFILE), or lower caravan.copy.workers");
        }
    }

    /** The soft limit, which the JVM has raised to the hard limit for itself. */
    static Optional<String> limit(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split(" +", 2)[0])
                .findFirst();
    }
}
