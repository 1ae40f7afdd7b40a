package dev.caravan.cli;

import dev.caravan.change.Escape;
import dev.caravan.change.Look;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The program: without a command it runs. */
@Command(
        name = "caravan",
        description = "Moves a live network file system onto a new one while people keep using it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:not as it should be", "2:wrong usage or configuration"})
public final class CaravanCommand implements Callable<Integer> {
    private final Engine engine;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    private CaravanCommand(Engine engine) {
        this.engine = engine;
    }

    /** The command line, ready to be executed. */
    public static CommandLine of(Engine engine) {
        CaravanCommand caravan = new CaravanCommand(engine);
        return new CommandLine(caravan)
                .addSubcommand(new RunCommand(engine, caravan.options))
                .addSubcommand(new VerifyCommand(engine, caravan.options))
                .addSubcommand(new DemoCommand(engine, caravan.options))
                .setParameterExceptionHandler((failure, arguments) -> report(failure))
                .setExecutionExceptionHandler((failure, line, parsed) -> report(failure, line));
    }

    /** One line like every other complaint, where picocli would print the whole help. */
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
        throw failure;
    }

    @Override
    public Integer call() throws Exception {
        return RunCommand.run(engine, options, Look.Listener.NONE);
    }
}
