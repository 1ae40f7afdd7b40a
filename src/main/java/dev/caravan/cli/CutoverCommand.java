package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.change.ArgumentList;
import dev.caravan.change.CutoverPort;
import dev.caravan.control.Threads;
import dev.caravan.cutover.JsonPort;
import dev.caravan.cutover.Options;
import dev.caravan.entry.Escape;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Settings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cutover}: asks the running migration whether a cut-over is possible now, or has it carry one out. */
@Command(
        name = "cutover",
        description =
                "Says whether one may switch to the target now, why not, and how long the source would have to be frozen."
                        + " With --frozen or --freeze-command: proves the freeze, drains, walks, verifies, writes the evidence; after it"
                        + " nothing is written to the target again.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:ready, or done",
            "1:not ready, or not done, with the reasons",
            "2:wrong usage or configuration",
            "3:none is running"
        })
final class CutoverCommand extends RemoteCommand {
    private static final Duration POLL = Duration.ofMillis(100);

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

    @Option(
            names = "--trust-log",
            description =
                    "Does not walk the source within the freeze: what the log told and the last verify found has to do.")
    private boolean trustLog;

    @Mixin
    private final AgainOption again;

    @Option(
            names = "--prove-seconds",
            paramLabel = "N",
            description = "How long nothing may have changed; default: the quiet period.")
    private Long proveSeconds;

    @Option(
            names = "--deadline-seconds",
            paramLabel = "N",
            description = "Gives up when the freeze lasts longer; default: never.")
    private Long deadlineSeconds;

    @Option(
            names = "--log-lag-seconds",
            paramLabel = "N",
            description =
                    "How long the client may keep lines back from its log; default: 60 where the log shows what Caravan looks"
                            + " up, and so how far it is; else 10, which are waited for in full.")
    private Long logLagSeconds;

    @Option(names = "--json", description = "Prints the answer as JSON.")
    private boolean json;

    private Options options;

    CutoverCommand(ConfigurationOptions configuration, AgainOption again) {
        super(configuration);
        this.again = again;
    }

    @Override
    void prepare(Settings settings) throws ConfigurationException {
        try {
            List<String> command = ArgumentList.of(Arguments.text("--freeze-command", freezeCommand));
            options = new Options(
                    frozen, command, full, trustLog, again.isGiven(), proveSeconds, deadlineSeconds, logLagSeconds);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("cutover: " + Escape.latin1(e.getMessage()), e);
        }
    }

    @Override
    int call(Remote remote, Settings settings) throws Exception {
        return call(new CutoverRemote(remote));
    }

    /** Asks this migration whether a cut-over is possible, or has it carry one out; returns the exit status. */
    int call(CutoverPort running) throws JsonProcessingException, InterruptedException {
        boolean isQuestion =
                dryRun || (!options.frozen() && options.freezeCommand().isEmpty());
        return isQuestion ? ask(running) : cutOver(running);
    }

    private int ask(CutoverPort running) throws JsonProcessingException {
        String answer = running.readiness(JsonPort.json(options));
        JsonNode readiness = Json.MAPPER.readTree(answer);
        if (json) {
            out().println(answer);
        } else {
            new CutoverText(out()).readiness(readiness);
        }
        return readiness.path("ready").asBoolean() ? 0 : 1;
    }

    private int cutOver(CutoverPort running) throws JsonProcessingException, InterruptedException {
        JsonNode begun = Json.MAPPER.readTree(running.begin(JsonPort.json(options)));
        if (!begun.path("accepted").asBoolean()) {
            complain(begun.path("reason").asText());
            return 1;
        }
        // Ctrl-C aborts the cut-over, so that people can write to the source again.
        Thread abort = Threads.daemon("abort-cutover", running::abort);
        Runtime.getRuntime().addShutdownHook(abort);
        String answer = follow(running);
        Runtime.getRuntime().removeShutdownHook(abort);
        JsonNode end = Json.MAPPER.readTree(answer);
        if (json) {
            out().println(answer);
        } else {
            new CutoverText(out()).end(end);
        }
        return end.path("outcome").asText().equals("DONE") ? 0 : 1;
    }

    /** Prints each step until the cut-over ends; returns its last progress as JSON. */
    private String follow(CutoverPort running) throws JsonProcessingException, InterruptedException {
        String told = "";
        while (true) {
            String answer = running.progress();
            JsonNode progress = Json.MAPPER.readTree(answer);
            if (!progress.path("outcome").asText().equals("RUNNING")) {
                return answer;
            }
            String step =
                    progress.path("step").asText() + progress.path("round").asInt();
            if (!json && !step.equals(told)) {
                new CutoverText(out()).step(progress);
                told = step;
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** Made when it is needed: that takes longer than all else of a short command. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();

        private Json() {}
    }
}
