package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The process that has a state's lock, as it wrote itself into the lock's file.
 *
 * @param pid as it sees it itself; in another container than this one it may be another number, or another process
 * @param startTicks when it started, in clock ticks since the boot: a pid may be given again, with another start; 0 where the
 *     system does not say
 * @param boot the kernel's id of that boot, which is another one on another host; empty where the system does not say
 * @param host its name, for a person
 */
public record LockHolder(long pid, long startTicks, String boot, String host) {
    private static final Path KERNEL = Path.of("/proc/sys/kernel");

    /** The start time is the 22nd field of a process's {@code stat}, and the third is the first after its name; see proc(5). */
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

    /** True where this very process runs, and runs here. */
    public boolean isAlive() {
        return boot.equals(kernel(KERNEL.resolve("random/boot_id")))
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                && startTicks == startTicks(pid);
    }

    private static long startTicks(long pid) {
        String stat = kernel(Path.of("/proc", Long.toString(pid), "stat"));
        // The name stands in brackets and may hold anything, brackets too.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > START_AFTER_NAME ? Long.parseLong(fields[START_AFTER_NAME]) : 0;
    }

    private static String kernel(Path file) {
        try {
            // A process's name is bytes.
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
