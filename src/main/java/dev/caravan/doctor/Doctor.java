package dev.caravan.doctor;

import dev.caravan.entry.Escape;
import dev.caravan.posix.Posix;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Runs all examinations, in the order of the data's flow. Single-threaded. */
public final class Doctor {
    private final Settings settings;
    private final List<String> faults;
    private final Optional<Path> routes;
    private final Clock clock;

    /** One examination. */
    @FunctionalInterface
    private interface Examination {
        void examine(Findings findings) throws IOException, InterruptedException;
    }

    /**
     * Creates a doctor for one configuration.
     *
     * @param settings the settings; only those that {@code faults} does not name are valid
     * @param faults the faults of the settings, each beginning with its key
     * @param routes the folder of the routes; empty for those in the jar
     */
    public Doctor(Settings settings, List<String> faults, Optional<Path> routes, Clock clock) {
        this.settings = settings;
        this.faults = faults;
        this.routes = routes;
        this.clock = clock;
    }

    /** Runs the examinations that the configuration's faults allow. */
    public void examine(Findings findings) throws InterruptedException {
        faults.forEach(fault -> findings.fail("configuration", fault));
        if (faults.isEmpty()) {
            findings.ok("configuration", Key.values().length + " keys, each fit for itself");
        }
        Posix posix = Posix.best();
        boolean areRootsFit = isFit(Key.SOURCE.key()) && isFit(Key.TARGET.key()) && isFit(Key.READ_ROOT.key());
        run(findings, "system", new SystemExamination(settings, posix, isFit(Key.COPY_WORKERS.key()))::examine);
        if (areRootsFit) {
            run(findings, "target", new TargetExamination(settings, posix, clock)::examine);
            run(findings, "source's clock", new SourceClock(settings, clock)::examine);
            run(findings, "space", new SpaceExamination(settings, posix)::examine);
        }
        run(findings, "state", new StateExamination(settings.path(Key.STATE))::examine);
        run(findings, "routes", new RoutesExamination(settings, routes)::examine);
        if (isFleetFit()) {
            run(findings, "fleet", new FleetExamination(settings)::examine);
        }
        if (isFit("caravan.parse.") && isFit("caravan.tail.")) {
            LogExamination log = new LogExamination(settings, clock);
            run(findings, "log", log::examine);
            if (isFit(Key.SOURCE.key())) {
                run(findings, "echoes", new EchoExamination(settings, posix, clock)::examine);
            }
            if (areRootsFit && isFit("caravan.resolve.") && isFit(Key.SETTLE_QUIET_SECONDS.key())) {
                run(findings, "inode tool", new ToolExamination(settings, log.newest(), clock)::examine);
            }
        }
    }

    private boolean isFleetFit() {
        return isFit("caravan.fleet.") && isFit(Key.AGENTS.key());
    }

    private boolean isFit(String begin) {
        return faults.stream().noneMatch(fault -> fault.startsWith(begin));
    }

    private static void run(Findings findings, String subject, Examination examination) throws InterruptedException {
        try {
            examination.examine(findings);
        } catch (IOException e) {
            findings.fail(subject, "cannot be examined: " + Escape.latin1(e.toString()));
        }
    }
}
