package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.control.Threads;
import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.settings.Key;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Lets Caravan follow a live tree for a while, and compares the result. Single-threaded. */
public final class Demo {
    private static final long ROTATE_BYTES = 512 << 10;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_LINES = 20;

    /** How long an ended demo waits for what it has started, which a stop takes 10 s of at most. */
    private static final Duration TEAR_DOWN = Duration.ofSeconds(12);

    private final Following following;
    private final Options options;
    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;

    /**
     * The demo's options.
     *
     * @param parent the folder in which the temporary folder is made
     * @param seed the same seed gives the same changes
     * @param operationsPerSecond changes per second at most, 1 or more
     * @param changing how long the source changes
     * @param draining how long to wait at most, after the changes, until everything is copied
     * @param steady how long it has to stay drained to count as drained, since a log line may be on its way
     * @param keep true: the folder is kept, whatever the verdict
     */
    public record Options(
            Path parent,
            long seed,
            int operationsPerSecond,
            Duration changing,
            Duration draining,
            Duration steady,
            boolean keep) {
        /** 20 s of 150 operations a second in the system's temporary folder. */
        public static Options defaults(long seed, boolean keep) {
            Path parent = Path.of(System.getProperty("java.io.tmpdir"));
            return new Options(
                    parent, seed, 150, Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(1), keep);
        }

        /** The same with time for a fleet, whose quiet period is longer. */
        public static Options ofFleet(long seed, boolean keep) {
            Path parent = Path.of(System.getProperty("java.io.tmpdir"));
            return new Options(
                    parent, seed, 100, Duration.ofSeconds(20), Duration.ofSeconds(120), Duration.ofSeconds(3), keep);
        }
    }

    /**
     * Creates a demo, which runs once.
     *
     * @param terminal true where {@code out} is a terminal, on which a line can be redrawn
     * @param clock the time of the log's lines
     */
    public Demo(Following following, Options options, PrintStream out, boolean terminal, Clock clock) {
        this.following = following;
        this.options = options;
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * Runs the demo on the caller's thread. A signal that ends the process ends it, and the folder is removed.
     *
     * @return the exit status: 0 where everything was followed and both trees are equal, 1 otherwise
     * @throws Exception if Caravan did not start or stop, or the folder cannot be written; the folder is kept
     */
    public int run() throws Exception {
        Path folder =
                Files.createTempDirectory(options.parent(), "caravan-demo-").toRealPath();
        Thread demo = Thread.currentThread();
        AtomicBoolean isCutOff = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Thread atExit = Threads.daemon("demo-tear-down", () -> {
            isCutOff.set(true);
            tearDown(folder, demo, ended);
        });
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return run(folder);
        } catch (Exception e) {
            if (!isCutOff.get()) {
                throw e;
            }
            out.println("the demo was ended by a signal");
            return 1;
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // It runs.
            }
        }
    }

    /** At a signal: ends the demo as its end does, so that nobody writes to the folder any more, and removes that. */
    private void tearDown(Path folder, Thread demo, CountDownLatch ended) {
        demo.interrupt();
        try {
            boolean unused = ended.await(TEAR_DOWN.toSeconds(), TimeUnit.SECONDS);
            if (!options.keep() && Files.exists(folder)) {
                remove(folder);
            }
        } catch (IOException e) {
            out.println("folder " + Escape.path(folder) + " stays: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int run(Path folder) throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = Files.createDirectory(folder.resolve("target"));
        out.println("folder " + Escape.path(folder) + ", seed " + options.seed());
        DemoReport report;
        List<ClientLog> logs = new ArrayList<>();
        try {
            for (int host = 1; host <= following.hosts(); host++) {
                Path file = log(folder, host);
                Files.createDirectories(file.getParent());
                logs.add(new ClientLog(file, source, clock, ROTATE_BYTES));
            }
            LiveTree tree = new LiveTree(source, logs, options.seed());
            tree.grow();
            Generator generator = new Generator(tree, options.operationsPerSecond());
            boolean drained = follow(generator, logs.get(0), settings(folder));
            TreeComparison.Result comparison = TreeComparison.compare(source, target, MOST_LINES);
            int rotations = logs.stream().mapToInt(ClientLog::rotations).sum();
            report =
                    new DemoReport(folder, generator.operations(), rotations, drained, generator.failure(), comparison);
        } finally {
            for (ClientLog log : logs) {
                log.close();
            }
        }
        following.story().forEach(out::println);
        boolean kept = options.keep() || !report.isGood();
        if (!kept) {
            remove(folder);
        }
        out.println(report.text(kept));
        return report.isGood() ? 0 : 1;
    }

    /** The log of a host, the first of which is 1. */
    static Path log(Path folder, int host) {
        return host == 1 ? folder.resolve("log/Client.log") : folder.resolve("log-" + host + "/Client.log");
    }

    /** Changes the source while Caravan follows it; both have ended on return. */
    private boolean follow(Generator generator, ClientLog log, Map<String, String> settings) throws Exception {
        try (generator) {
            following.start(settings, log);
            DemoProgress progress = new DemoProgress(out, terminal, generator::operations, following.counters());
            long begin = System.nanoTime();
            generator.start();
            Duration half = options.changing().dividedBy(2);
            BooleanSupplier failed = () -> generator.failure().isPresent();
            poll(progress, begin, "changing", half, failed);
            following.halfway();
            poll(progress, begin, "changing", half, failed);
            generator.close();
            following.changed();
            boolean drained = poll(progress, begin, "draining", options.draining(), steadily(following::isDrained));
            progress.end();
            return drained;
        } finally {
            following.stop();
        }
    }

    /** True as soon as {@code done} is; false where the time was up before. */
    private static boolean poll(DemoProgress progress, long begin, String phase, Duration atMost, BooleanSupplier done)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!done.getAsBoolean()) {
            progress.show(phase, since(begin));
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, POLL.toNanos()));
        }
        progress.show(phase, since(begin));
        return true;
    }

    private BooleanSupplier steadily(BooleanSupplier condition) {
        long[] trueSince = {0};
        return () -> {
            long now = System.nanoTime();
            if (!condition.getAsBoolean()) {
                trueSince[0] = 0;
                return false;
            }
            trueSince[0] = trueSince[0] == 0 ? now : trueSince[0];
            return now - trueSince[0] >= options.steady().toNanos();
        };
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static Map<String, String> settings(Path folder) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(Key.SOURCE.key(), text(folder.resolve("source")));
        settings.put(Key.TARGET.key(), text(folder.resolve("target")));
        settings.put(Key.STATE.key(), text(folder.resolve("state")));
        settings.put(Key.TAIL_PATH.key(), text(folder.resolve("log/Client.log")));
        // The log begins with the first change, and none may be missed while Caravan starts.
        settings.put(Key.TAIL_START.key(), "beginning");
        settings.put(Key.PARSE_DIALECT.key(), "ccdbfs");
        settings.put(Key.RESOLVE_COMMAND.key(), quoted(LocalInodeTool.command(folder.resolve("source"))));
        settings.put(Key.RESOLVE_PREFIX.key(), "/disk");
        settings.put(Key.SETTLE_QUIET_SECONDS.key(), "3");
        return settings;
    }

    /** The path as in a configuration file: in UTF-8, whatever the locale. */
    static String text(Path path) {
        return new String(FileNames.toLatin1(path).getBytes(ISO_8859_1), UTF_8);
    }

    /** The arguments as the key's value: separated by spaces, with quotes around those that hold one. */
    private static String quoted(List<String> arguments) {
        return arguments.stream()
                .map(argument -> argument.indexOf(' ') < 0 ? argument : '"' + argument + '"')
                .collect(Collectors.joining(" "));
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
