package dev.caravan.cli;

import dev.caravan.entry.Escape;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.PrintWriter;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to the Caravan that runs with the configured state folder. Single-threaded. */
abstract class RemoteCommand implements Callable<Integer> {
    /** The exit status where no Caravan runs with that state folder. */
    static final int NOT_RUNNING = 3;

    private final ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    RemoteCommand(ConfigurationOptions options) {
        this.options = options;
    }

    /**
     * Carries out the command on the running Caravan.
     *
     * @param settings the settings, unchecked: a command may be given while the roots cannot be reached
     * @return the exit status
     */
    abstract int call(Remote remote, Settings settings) throws Exception;

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.unchecked(options.values());
        Path state = settings.path(Key.STATE);
        prepare(settings);
        Optional<Remote> found = Remote.find(state);
        if (found.isEmpty()) {
            complain("no caravan is running with the state folder " + Escape.path(state)
                    + "; start one with 'run', or name another folder (caravan.state)");
            return NOT_RUNNING;
        }
        try (Remote remote = found.get()) {
            int status = call(remote, settings);
            out().flush();
            return status;
        } catch (UndeclaredThrowableException e) {
            complain("process " + found.get().pid() + " has ended meanwhile: " + e.getCause());
            return NOT_RUNNING;
        }
    }

    /** Checks the command's own arguments, before the running Caravan is looked for. */
    void prepare(Settings settings) throws ConfigurationException {}

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void complain(String line) {
        spec.commandLine().getErr().println("caravan: " + line);
    }
}
