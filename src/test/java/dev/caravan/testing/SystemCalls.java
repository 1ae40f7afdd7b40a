package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a process asks of the kernel, by strace: each thread's calls in a file of their own. */
public final class SystemCalls {
    private final Path folder;
    private final String calls;

    private SystemCalls(Path folder, String calls) {
        this.folder = folder;
        this.calls = calls;
    }

    /**
     * Without strace, or where it may not trace, the test is skipped, or fails in CI.
     *
     * @param folder for the traces
     * @param calls which ones, as strace's trace= takes them
     */
    public static SystemCalls in(Path folder, String calls) throws IOException, InterruptedException {
        SystemCalls traced = new SystemCalls(Files.createTempDirectory(folder, "traces-"), calls);
        String reason = "";
        try {
            List<String> probe = new ArrayList<>(traced.tracer());
            probe.add("true");
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
            if (process.waitFor() != 0 || !output.isEmpty()) {
                reason = "strace may not trace: " + output.strip();
            }
        } catch (IOException e) {
            reason = "no strace: " + e.getMessage();
        }
        if (!reason.isEmpty()) {
            Tools.skip(reason);
        }
        return traced;
    }

    /** The command before the command; the tracer stands apart, so that the process is still the child of the test. */
    public List<String> tracer() {
        return List.of(
                "strace",
                "-ff",
                "--seccomp-bpf",
                "-D",
                "-y",
                "-s",
                "4096",
                "-qq",
                "--signal=none",
                "-e",
                "trace=" + calls,
                "-o",
                folder.resolve("thread").toString());
    }

    /** The calls of each thread, in their order. */
    public List<List<String>> ofThreads() throws IOException {
        List<List<String>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.add(Files.readAllLines(file, ISO_8859_1));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
