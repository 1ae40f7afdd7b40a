package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.change.Look;
import dev.caravan.checkpoint.Knowledge;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.control.Threads;
import dev.caravan.cutover.LastVerify;
import dev.caravan.entry.Escape;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.LiveLine;
import dev.caravan.verify.Verification;
import dev.caravan.verify.VerifyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code verify}: compares both trees. It may run beside a running Caravan, but with {@code --repair} only in
 * its place.
 */
@Command(
        name = "verify",
        description =
                "Compares both trees and changes nothing; --repair makes equal what differs. May run beside a caravan"
                        + " that runs, but with --repair.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:both trees are equal, perhaps since --repair",
            "1:they are not, or it is not known of all of them",
            "2:wrong usage or configuration"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Engine engine;
    private final ConfigurationOptions configuration;

    @Spec
    private CommandSpec spec;

    @Option(names = "--content", description = "Compares all bytes of all files, too.")
    private boolean content;

    @Option(
            names = "--sample",
            paramLabel = "PERCENT",
            description = "Compares all bytes of so many of the files, chosen by their paths.")
    private Double sample;

    @Option(names = "--seed", description = "Chooses other files for --sample; default: 0.")
    private long seed;

    @Option(names = "--repair", description = "Makes equal what differs, and compares that again.")
    private boolean repair;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Writes each difference down as a line of JSON, the last line sums up.")
    private Path report;

    @Mixin
    private final AgainOption again;

    VerifyCommand(Engine engine, ConfigurationOptions configuration, AgainOption again) {
        this.engine = engine;
        this.configuration = configuration;
        this.again = again;
    }

    @Override
    public Integer call() throws Exception {
        VerifyOptions options = options();
        if (repair) {
            return verify(options, again.applyTo(settings(Map.of())).startedAs("verify --repair"));
        }
        Path state = Files.createTempDirectory("caravan-verify-");
        try {
            takeKnowledge(state);
            return verify(
                    options, settings(Map.of(Key.STATE.key(), state.toString())).onlyRead());
        } finally {
            removeAll(state);
        }
    }

    /**
     * Copies {@code known.json} from the migration's state folder, which says since when equal sizes and times prove
     * equal data.
     */
    private void takeKnowledge(Path state) throws IOException, ConfigurationException {
        Path ours = Settings.unchecked(configuration.values()).state().resolve(Knowledge.FILE);
        if (Files.exists(ours)) {
            Files.copy(ours, state.resolve(Knowledge.FILE));
        }
    }

    private VerifyOptions options() {
        if (sample != null && !(sample > 0 && sample <= 100)) {
            throw new ParameterException(
                    spec.commandLine(), "--sample: is " + sample + ", expected more than 0 and at most 100 percent");
        }
        double percent = sample != null ? sample : content ? 100 : 0;
        return new VerifyOptions(percent, seed, repair, Optional.ofNullable(report));
    }

    /** The settings of a comparison: no log is followed, and no walk begins by itself. */
    private Settings settings(Map<String, String> more) throws ConfigurationException {
        Map<String, String> needed = new HashMap<>(more);
        needed.put(Key.TAIL_PATH.key(), "");
        needed.put(Key.FEEDS.key(), "");
        needed.put(Key.RESOLVE_COMMAND.key(), "");
        needed.put(Key.WALK_ENABLED.key(), "false");
        needed.put(Key.WALK_EVERY_HOURS.key(), "0");
        return configuration.settings(needed);
    }

    private int verify(VerifyOptions options, Settings settings) throws Exception {
        checkReport(settings);
        Engine.Running running = engine.start(settings, configuration.routes(), Look.Listener.NONE);
        // Ctrl-C ends a long comparison in order: a repair first writes its checkpoints.
        Thread stop = Threads.daemon("stop", () -> stop(running, settings));
        Runtime.getRuntime().addShutdownHook(stop);
        VerifyProgress progress = new VerifyProgress(running, System.err, LiveLine.isTerminal(2));
        Verification verification;
        progress.start();
        try {
            verification = running.verify(options);
        } catch (IOException e) {
            String reason = Escape.latin1(e.toString());
            spec.commandLine().getErr().println("caravan: --report " + Escape.path(report) + ": " + reason);
            return 1;
        } finally {
            progress.end();
            running.stop();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
        remember(verification, options);
        System.out.println(
                VerifyText.of(verification, settings.seconds(Key.SETTLE_QUIET_SECONDS), settings.accepted()));
        return verification.isEqual() ? 0 : 1;
    }

    /** Stores the result for a later cut-over, unless the migration has no state folder yet. */
    private void remember(Verification verification, VerifyOptions options) throws IOException, ConfigurationException {
        Path state = Settings.unchecked(configuration.values()).state();
        if (Files.isDirectory(state)) {
            new LastVerify(new StateFiles(state))
                    .write(verification.result(Clock.systemUTC().instant(), true, options.contentPercent()));
        }
    }

    /** Checks the report's path before the comparison, which may take a day. */
    private void checkReport(Settings settings) throws ConfigurationException {
        if (report == null) {
            return;
        }
        try {
            Path folder = report.toAbsolutePath().getParent().toRealPath();
            for (Path root : new Path[] {settings.source(), settings.readRoot(), settings.target()}) {
                if (folder.startsWith(root.toRealPath())) {
                    throw new ConfigurationException("--report " + Escape.path(report) + ": lies inside "
                            + Escape.path(root) + "; name a file outside of both roots");
                }
            }
            if (Files.isDirectory(report) || !Files.isWritable(folder)) {
                throw new ConfigurationException("--report " + Escape.path(report) + ": cannot be written");
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "--report " + Escape.path(report) + ": there is no folder for it: " + e, e);
        }
    }

    private static void stop(Engine.Running running, Settings settings) {
        running.stop();
        if (settings.isOnlyRead()) {
            try {
                removeAll(settings.state());
            } catch (IOException e) {
                // The folder is left behind in the temporary directory.
            }
        }
    }

    private static void removeAll(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
