package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The process that holds a state's lock, as it described itself in the lock file.
 *
 * @param pid its process id in its own namespace; seen from another container that may be another process
 * @param startTicks its start, in clock ticks since the boot, which tells it from a later process with the same
 *     id; 0 where unknown
 * @param boot the kernel's id of that boot, which differs on another host; empty where unknown
 * @param host the host's name, for a person
 */
public record LockHolder(long pid, long startTicks, String boot, String host) {
    private static final Path KERNEL = Path.of("/proc/sys/kernel");

    /**
     * Index of the start time, field 22 of {@code /proc/PID/stat}, among the fields after the name, which begin with
     * field 3; see proc(5).
     */
    private static final int START_AFTER_NAME = 22 - 3;

    public LockHolder {
        Objects.requireNonNull(boot, "boot");
        Objects.requireNonNull(host, "host");
    }

    static LockHolder self() {
        long pid = ProcessHandle.current().pid();
        return new LockHolder(
                pid, startTicks(pid), kernel(KERNEL.resolve("random/boot_id")), kernel(KERNEL.resolve("hostname")));
    }

    /** True where this same process is running on this host. */
    public boolean isAlive() {
        return boot.equals(kernel(KERNEL.resolve("random/boot_id")))
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                && startTicks == startTicks(pid);
    }

    private static long startTicks(long pid) {
        String stat = kernel(Path.of("/proc", Long.toString(pid), "stat"));
        // The name is in brackets and may itself hold brackets.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > START_AFTER_NAME ? Long.parseLong(fields[START_AFTER_NAME]) : 0;
    }

    private static String kernel(Path file) {
        try {
            // A process's name may hold any bytes.
            return Files.readString(file, ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "process " + pid + (host.isEmpty() ? "" : " on " + Escape.latin1(host));
    }
}
