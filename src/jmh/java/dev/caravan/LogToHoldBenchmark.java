package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.app.Assembly;
import dev.caravan.app.Engine;
import dev.caravan.change.Look;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From the log's file to the held paths, in lines a second, beside a plain loop over the same lines. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(LogToHoldBenchmark.LINES)
@Fork(value = 1, jvmArgsAppend = "-Xmx768m")
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
public class LogToHoldBenchmark {
    static final int LINES = 10_000_000;

    private Path log;

    /** Writes the log, which then is in the page cache: the disk is not what is measured. */
    @Setup(Level.Trial)
    public void write() throws IOException {
        log = Files.createTempFile("caravan-benchmark-", ".log");
        GeneratedLog.write(log, LINES);
    }

    /** Removes the log. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        Files.delete(log);
    }

    /** The least that any program does: each line as a string, and a search in it. */
    @Benchmark
    public int bufferedReader() throws IOException {
        int lookups = 0;
        try (BufferedReader reader = Files.newBufferedReader(log, ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.contains("]Lookup,")) {
                    lookups++;
                }
            }
        }
        return lookups;
    }

    /** The program as it runs: tail, parse, resolve and settle, until every entry is held; its start and stop count as well. */
    @Benchmark
    public long caravan() throws Exception {
        Path folder = Files.createTempDirectory("caravan-benchmark-");
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "caravan.source",
                Files.createDirectory(folder.resolve("source")).toString());
        settings.put(
                "caravan.target",
                Files.createDirectory(folder.resolve("target")).toString());
        settings.put("caravan.state", folder.resolve("state").toString());
        settings.put("caravan.tail.path", log.toString());
        settings.put("caravan.tail.start", "beginning");
        settings.put("caravan.walk.enabled", "false");
        settings.put("caravan.settle.quiet-seconds", "3600");
        settings.put("caravan.settle.max-held-paths", String.valueOf(2 * GeneratedLog.ENTRIES));
        settings.put("caravan.resolve.command", NumberedDirectories.command());
        Engine.Running running = Assembly.start(
                Settings.check(SettingsFile.load(Optional.empty(), Map.of(), settings)),
                Optional.of(Path.of("routes")),
                Look.Listener.NONE);
        try {
            while (running.meter("caravan.tail.lines") < LINES
                    || running.meter("caravan.settle.held") < GeneratedLog.ENTRIES) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            return running.meter("caravan.settle.held");
        } finally {
            running.stop();
        }
    }
}
