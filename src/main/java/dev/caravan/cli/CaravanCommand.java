package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.app.Version;
import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.settings.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The top-level command; without a subcommand it does what {@code run} does. */
@Command(
        name = "caravan",
        description = "Moves a live network file system onto a new one while people keep using it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:done",
            "1:not as it should be",
            "2:wrong usage or configuration",
            "3:none is running",
            "70:ended by an error that is in the log; start it again"
        })
public final class CaravanCommand implements Callable<Integer> {
    private final Engine engine;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Mixin
    private final AgainOption again = new AgainOption();

    @Mixin
    private final FollowOnlyOption followOnly = new FollowOnlyOption();

    private CaravanCommand(Engine engine) {
        this.engine = engine;
    }

    /** The command line, ready to be executed with arguments as bytes, one byte per char; see {@link Arguments}. */
    public static CommandLine of(Engine engine) {
        CaravanCommand caravan = new CaravanCommand(engine);
        return new CommandLine(caravan)
                .addSubcommand(new RunCommand(engine, caravan.options, caravan.again, caravan.followOnly))
                .addSubcommand(new BackfillCommand(engine, caravan.options, caravan.again))
                .addSubcommand(new AgentCommand(engine, caravan.options))
                .addSubcommand(new MoverCommand(engine, caravan.options, caravan.again))
                .addSubcommand(new WalkerCommand(caravan.options))
                .addSubcommand(new AgentsCommand(caravan.options))
                .addSubcommand(new MoversCommand(caravan.options))
                .addSubcommand(new StatusCommand(caravan.options))
                .addSubcommand(new PauseCommand(caravan.options))
                .addSubcommand(new ResumeCommand(caravan.options))
                .addSubcommand(new RetryCommand(caravan.options))
                .addSubcommand(new RescanCommand(caravan.options))
                .addSubcommand(new TrashCommand(caravan.options))
                .addSubcommand(new DoctorCommand(caravan.options))
                .addSubcommand(new VerifyCommand(engine, caravan.options, caravan.again))
                .addSubcommand(new CutoverCommand(caravan.options, caravan.again))
                .addSubcommand(new DemoCommand(engine, caravan.options))
                // A path may begin with an at sign, which would otherwise name a file of arguments.
                .setExpandAtFiles(false)
                // The arguments are bytes, one per char, which picocli's own converter would encode again.
                .registerConverter(Path.class, FileNames::toPath)
                .setParameterExceptionHandler((failure, arguments) -> report(failure))
                .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line));
    }

    /** Prints one line, as for every other error; picocli by itself would print the whole help. */
    private static int report(CommandLine.ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        String help = line.getCommandSpec().qualifiedName() + " --help";
        line.getErr().println("caravan: " + Escape.latin1(failure.getMessage()) + "; see " + help);
        return CommandLine.ExitCode.USAGE;
    }

    private static int report(Exception failure, CommandLine line) throws Exception {
        if (failure instanceof ConfigurationException) {
            line.getErr().println("caravan: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            // An NIO exception's message is often just the path, unescaped.
            boolean isOurs = failure.getClass() == IOException.class;
            line.getErr().println("caravan: " + (isOurs ? failure.getMessage() : Escape.latin1(failure.toString())));
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }

    @Override
    public Integer call() throws Exception {
        return RunCommand.run(engine, again.applyTo(options.settings(followOnly.settings())), options.routes());
    }
}
