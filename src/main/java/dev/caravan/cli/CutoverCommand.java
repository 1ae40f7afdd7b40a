package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.change.ArgumentList;
import dev.caravan.change.CutoverPort;
import dev.caravan.change.Escape;
import dev.caravan.cutover.Options;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cutover}: asks the Caravan that runs whether one may switch now, or lets it do what is left to do. */
@Command(
        name = "cutover",
        description =
                "Says whether one may switch to the target now, why not, and how long the source would have to be frozen."
                        + " With --frozen or --freeze-command: proves the freeze, drains, verifies, writes the evidence; after it"
                        + " nothing is written to the target again.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:ready, or done",
            "1:not ready, or not done, with the reasons",
            "2:wrong usage or configuration",
            "3:none is running"
        })
final class CutoverCommand implements Callable<Integer> {
    /** No Caravan runs on this folder of state. */
    private static final int NONE_RUNNING = 3;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);

    private final Finder finder;
    private final ConfigurationOptions configuration;
    private final PrintStream out;
    private final PrintStream errors;

    @Option(names = "--dry-run", description = "Only asks; the default without --frozen and --freeze-command.")
    private boolean dryRun;

    @Option(names = "--frozen", description = "Nobody can write to the source any more: you saw to that.")
    private boolean frozen;

    @Option(
            names = "--freeze-command",
            paramLabel = "COMMAND",
            description =
                    "Freezes the source: one text, split at spaces; quotes keep them together. Run by the Caravan that"
                            + " runs, without a shell; what it says goes to its log.")
    private String freezeCommand = "";

    @Option(names = "--full", description = "Verifies both trees whole within the freeze, not only what changed.")
    private boolean full;

    @Mixin
    private final AgainOption again;

    @Option(
            names = "--prove-seconds",
            paramLabel = "N",
            description =
                    "How long nothing may have changed; default: the quiet period. Not less than the client's log may lag.")
    private Long proveSeconds;

    @Option(
            names = "--deadline-seconds",
            paramLabel = "N",
            description = "Gives up when the freeze lasts longer; default: never.")
    private Long deadlineSeconds;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    /** Finds the Caravan that runs. */
    @FunctionalInterface
    interface Finder {
        /**
         * The one of this folder of state.
         *
         * @return empty where none runs
         */
        Optional<CutoverPort> find(Path state) throws Exception;
    }

    CutoverCommand(Finder finder, ConfigurationOptions configuration, AgainOption again) {
        this(finder, configuration, again, System.out, System.err);
    }

    CutoverCommand(
            Finder finder, ConfigurationOptions configuration, AgainOption again, PrintStream out, PrintStream errors) {
        this.finder = finder;
        this.configuration = configuration;
        this.again = again;
        this.out = out;
        this.errors = errors;
    }

    @Override
    public Integer call() throws Exception {
        Options options = options();
        Path state = Settings.unchecked(configuration.values()).state();
        Optional<CutoverPort> running = finder.find(state);
        if (running.isEmpty()) {
            errors.println("caravan: none is running with the state folder " + Escape.path(state));
            return NONE_RUNNING;
        }
        boolean isQuestion =
                dryRun || (!options.frozen() && options.freezeCommand().isEmpty());
        return isQuestion ? ask(running.get()) : cutOver(running.get(), options);
    }

    private Options options() throws ConfigurationException {
        try {
            List<String> command = ArgumentList.of(Arguments.text("--freeze-command", freezeCommand));
            return new Options(frozen, command, full, again.isGiven(), proveSeconds, deadlineSeconds);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("cutover: " + Escape.latin1(e.getMessage()), e);
        }
    }

    private int ask(CutoverPort running) throws JsonProcessingException {
        String answer = running.readiness();
        JsonNode readiness = JSON.readTree(answer);
        if (json) {
            out.println(answer);
        } else {
            new CutoverText(out).readiness(readiness);
        }
        return readiness.path("ready").asBoolean() ? 0 : 1;
    }

    private int cutOver(CutoverPort running, Options options) throws JsonProcessingException, InterruptedException {
        JsonNode begun = JSON.readTree(running.begin(options.toJson()));
        if (!begun.path("accepted").asBoolean()) {
            errors.println("caravan: " + begun.path("reason").asText());
            return 1;
        }
        // Whoever interrupts the command wants people to work again.
        Thread abort = new Thread(running::abort, "abort-cutover");
        Runtime.getRuntime().addShutdownHook(abort);
        String answer = follow(running);
        Runtime.getRuntime().removeShutdownHook(abort);
        JsonNode end = JSON.readTree(answer);
        if (json) {
            out.println(answer);
        } else {
            new CutoverText(out).end(end);
        }
        return end.path("outcome").asText().equals("DONE") ? 0 : 1;
    }

    /** Tells each step until the last; returns how it ended. */
    private String follow(CutoverPort running) throws JsonProcessingException, InterruptedException {
        String told = "";
        while (true) {
            String answer = running.progress();
            JsonNode progress = JSON.readTree(answer);
            if (!progress.path("outcome").asText().equals("RUNNING")) {
                return answer;
            }
            String step =
                    progress.path("step").asText() + progress.path("round").asInt();
            if (!json && !step.equals(told)) {
                new CutoverText(out).step(progress);
                told = step;
            }
            Thread.sleep(POLL.toMillis());
        }
    }
}
