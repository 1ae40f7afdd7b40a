package dev.caravan.chaos;

import dev.caravan.app.FaultyCaravan;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.JMException;

/** The Caravan that is tried: started again and again with one state, whatever was done to it. One thread. */
final class Subject implements AutoCloseable {
    private static final int TRIES = 3;
    private static final Duration COMMAND = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 250;

    private final Path folder;
    private final Path pipe;
    private final Map<String, String> settings;
    private final Plan plan;
    private final Violations violations;
    private CaravanProcess process;
    private int callsPerFault;
    private int starts;

    /**
     * One that does not run yet.
     *
     * @param settings of the command line
     * @param violations told of each end that nobody asked for
     */
    Subject(Path folder, Path pipe, Map<String, String> settings, Plan plan, Violations violations) {
        this.folder = folder;
        this.pipe = pipe;
        this.settings = settings;
        this.plan = plan;
        this.violations = violations;
        callsPerFault = plan.callsPerFault();
    }

    /** Starts it where it does not run. */
    void start() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        if (process != null) {
            violations.add("caravan ended by itself with status " + process.exitValue());
            process.close();
        }
        for (int tries = 1; ; tries++) {
            try {
                process = CaravanProcess.runProgram(program(callsPerFault), folder, settings);
                return;
            } catch (RuntimeException | AssertionError e) {
                process = null;
                violations.add("caravan does not start: " + e.getMessage());
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private List<String> program(int calls) {
        starts++;
        return List.of(
                CaravanProcess.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D" + FaultyCaravan.PIPE + "=" + pipe,
                "-D" + RandomFaults.CALLS_PER_FAULT + "=" + calls,
                "-D" + RandomFaults.SEED + "=" + (plan.seed() + starts),
                "-cp",
                tests() + ":" + System.getProperty("caravan.jar"),
                FaultyCaravan.class.getName());
    }

    private static Path tests() {
        try {
            return Path.of(FaultyCaravan.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a crash does. */
    void kill() throws InterruptedException {
        process.kill();
        forget();
    }

    /** As an operator does; to be started again by {@link #start}. */
    void stop() throws IOException, InterruptedException {
        try {
            process.stop();
        } catch (AssertionError e) {
            violations.add("caravan does not end in order: " + e.getMessage());
        }
        forget();
    }

    private void forget() {
        process.close();
        process = null;
    }

    /** Sends it a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        Tools.run("kill", "-" + name, process.pid());
    }

    void invoke(String operation) throws IOException, JMException {
        process.invoke(operation);
    }

    /** No call fails from now on. */
    void calm() throws IOException, JMException {
        callsPerFault = 0;
        start();
        process.mbeans().setAttribute(RandomFaults.NAME, new Attribute("CallsPerFault", 0L));
    }

    /** A command, with the settings of the one that runs. */
    Ending command(String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(command));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return CaravanProcess.execute(program(0), folder, arguments, COMMAND);
    }

    /** Waits until nothing is read, walked, held or copied any more, or until this time is over. */
    boolean awaitDrained(Duration bound) throws IOException, JMException, InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!isDrained()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return true;
    }

    private boolean isDrained() throws IOException, JMException {
        return process.attribute("State").equals("FOLLOWING")
                && process.attribute("HeldPaths").equals(0L)
                && process.attribute("InFlightCopies").equals(0L)
                && (Long) process.attribute("LogLagBytes") <= 0;
    }

    /** What a person asks of it first. */
    String status() {
        if (process == null) {
            return "down";
        }
        try {
            StringBuilder text = new StringBuilder(process.attribute("State").toString());
            for (String name : List.of("HeldPaths", "CopiedEntries", "FailedEntries", "OpenGaps", "LogLagBytes")) {
                text.append(", ").append(name).append(' ').append(process.attribute(name));
            }
            return text + ", Faults " + process.mbeans().getAttribute(RandomFaults.NAME, "Faults");
        } catch (IOException | JMException | RuntimeException e) {
            return "no answer: " + e;
        }
    }

    int starts() {
        return starts;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
