package dev.caravan.chaos;

import dev.caravan.demo.LocalInodeTool;
import dev.caravan.testing.Menagerie;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A random program changes a source while its client writes a bad log, Caravan is killed, stopped and paused, its calls fail, and
 * the target's power is cut. Then nobody writes any more, and a cut-over has to end in two trees that are equal, or in names of what
 * keeps it from that; what it names is mended as it says, and the cut-over repeated.
 *
 * <p>It is lost where a cut-over is done and the trees differ; where it is never done; where the target shows a part of a file, or an
 * older content after a newer one; and where Caravan ends by itself.
 */
public final class Chaos {
    private static final Duration REPORTS = Duration.ofSeconds(10);
    private static final Duration SAMPLES = Duration.ofMillis(700);
    private static final String DISK_SIZE = "1G";

    private final Plan plan;
    private final Path folder;
    private final PrintStream out;
    private final Path source;
    private final Path target;
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final Violations violations;
    private final Sampler sampler;

    private Chaos(Plan plan, Path folder, PrintStream out) {
        this.plan = plan;
        this.folder = folder;
        this.out = out;
        source = folder.resolve("source");
        target = folder.resolve("target");
        violations = new Violations(out, steps::get);
        sampler = new Sampler(target, violations);
    }

    /** Runs one, of so many seconds and of this seed; 600 and any if not given. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 600;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime() & 0xffff;
        System.exit(run(seed, seconds, mayMount(), System.out) ? 0 : 1);
    }

    /**
     * Runs one, in a new folder; it stays where something was not as it should be.
     *
     * @param seconds that the source changes for, on a machine that is fast enough
     * @param haveDisks whether both trees are file systems of their own; without that no power is cut
     * @return true where all was as it should be
     */
    static boolean run(long seed, int seconds, boolean haveDisks, PrintStream out) throws Exception {
        Set<Plan.Kind> kinds = EnumSet.allOf(Plan.Kind.class);
        if (!haveDisks) {
            out.println("no image of a disk can be mounted here: no power is cut");
            kinds.remove(Plan.Kind.POWER_CUT);
        }
        Plan plan = Plan.draw(seed, seconds, kinds);
        out.println(plan.text());
        Path folder = newFolder();
        Chaos chaos = new Chaos(plan, folder, out);
        boolean isGood = false;
        try {
            chaos.run(haveDisks);
            isGood = chaos.violations.areNone();
        } finally {
            if (isGood) {
                Tools.run("rm", "-rf", "--", folder);
            } else {
                out.println("kept: " + folder + (haveDisks ? "; mount -o loop shows source.img and target.img" : ""));
                out.println("again: src/bench/chaos " + seconds + " " + seed);
            }
        }
        return isGood;
    }

    private static Path newFolder() throws IOException {
        return Files.createTempDirectory("caravan-chaos-").toRealPath();
    }

    /** Whether this process may mount an image of a disk. */
    static boolean mayMount() throws IOException, InterruptedException {
        Path folder = newFolder();
        try {
            Disk.make(folder.resolve("probe"), "8M").close();
            return true;
        } catch (AssertionError e) {
            return false;
        } finally {
            Tools.run("rm", "-rf", "--", folder);
        }
    }

    @SuppressWarnings("try") // the source's disk is only there to be unmounted in the end
    private void run(boolean haveDisks) throws Exception {
        try (Disk ofSource = disk(source, haveDisks);
                Disk ofTarget = disk(target, haveDisks)) {
            Path pristine = Files.createDirectory(folder.resolve("pristine"));
            new Menagerie(pristine).populate();
            // What a socket is for is gone with its process.
            Files.delete(pristine.resolve(Menagerie.SOCKET));
            Tools.run("cp", "-a", "--", pristine + "/.", source);
            Path pipe = folder.resolve("lookups");
            Tools.run("mkfifo", pipe);
            try (Client client = new Client(source, pipe, folder.resolve("Client.log"), plan.manners(), plan.seed());
                    Subject subject = new Subject(folder, pipe, settings(), plan, violations)) {
                Program program =
                        new Program(source, pristine, plan.seed(), client.lookups()::path, folder.resolve("changes"));
                watch(subject, () -> {
                    subject.start();
                    changeAndHurt(program, new Ordeal(subject, client, sampler, ofTarget));
                    client.calm();
                    subject.calm();
                    violations.tell("frozen: " + subject.status());
                    new Freeze(subject, source, target, violations).cutOver();
                });
                out.println((violations.areNone() ? "GOOD" : "LOST") + ": seed " + plan.seed() + ", " + steps
                        + " changes, " + client.lines() + " lines of log, "
                        + plan.events().size() + " events, "
                        + subject.starts() + " processes, " + sampler.read() + " files read on the target, "
                        + violations.seconds() + " s");
                violations.sum();
            }
        }
    }

    private static Disk disk(Path mount, boolean haveDisks) throws IOException, InterruptedException {
        if (haveDisks) {
            return Disk.make(mount, DISK_SIZE);
        }
        Files.createDirectory(mount);
        return null;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.state", folder.resolve("state").toString());
        settings.put("caravan.tail.path", folder.resolve("Client.log").toString());
        settings.put("caravan.tail.start", "beginning");
        settings.put("caravan.parse.zone", "UTC");
        settings.put("caravan.resolve.command", String.join(" ", LocalInodeTool.command(source)));
        settings.put("caravan.settle.quiet-seconds", "2");
        settings.put("caravan.settle.max-hold-seconds", "8");
        settings.put("caravan.settle.check-millis", "200");
        settings.put("caravan.walk.heal-seconds", "4");
        settings.put("caravan.failures.retry-seconds", "2");
        settings.put("caravan.failures.check-millis", "500");
        settings.put("caravan.failures.redelivery-delay-millis", "200");
        return settings;
    }

    /** Something that may fail in many ways. */
    @FunctionalInterface
    private interface Course {
        void run() throws Exception;
    }

    /** The target is read, and reported on, as long as this takes, and read once more. */
    private void watch(Subject subject, Course course) throws Exception {
        ScheduledExecutorService watch = Executors.newScheduledThreadPool(2);
        try {
            ScheduledFuture<?> samples = watch.scheduleWithFixedDelay(
                    this::sample, SAMPLES.toMillis(), SAMPLES.toMillis(), TimeUnit.MILLISECONDS);
            ScheduledFuture<?> reports = watch.scheduleAtFixedRate(
                    () -> violations.tell(subject.status()),
                    REPORTS.toMillis(),
                    REPORTS.toMillis(),
                    TimeUnit.MILLISECONDS);
            course.run();
            samples.cancel(false);
            reports.cancel(false);
            sample();
        } finally {
            hasEnded.set(true);
            watch.shutdownNow();
            watch.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private void sample() {
        try {
            sampler.sample();
        } catch (IOException | RuntimeException e) {
            violations.add("the target cannot be read: " + e);
        }
    }

    private void changeAndHurt(Program program, Ordeal ordeal) throws Exception {
        CompletableFuture<Void> changes =
                CompletableFuture.runAsync(() -> change(program), task -> new Thread(task, "program").start());
        for (Plan.Event event : plan.events()) {
            while (steps.get() < event.step() && !changes.isDone()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            violations.tell(event.kind() + ", planned at step " + event.step());
            ordeal.happen(event);
        }
        changes.get();
    }

    private void change(Program program) {
        long due = System.nanoTime();
        try (program) {
            while (steps.get() < plan.steps() && !hasEnded.get()) {
                program.step(steps.get());
                steps.incrementAndGet();
                due = Math.max(due + TimeUnit.SECONDS.toNanos(1) / Plan.STEPS_PER_SECOND, System.nanoTime());
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the program of changes", e);
        }
    }
}
