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

/** A command that speaks to the Caravan that runs on the configured state. */
abstract class RemoteCommand implements Callable<Integer> {
    /** The exit status where none is running. */
    static final int NOT_RUNNING = 3;

    private final ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    RemoteCommand(ConfigurationOptions options) {
        this.options = options;
    }

    /**
     * Says what there is to say.
     *
     * @param settings not checked: the roots need not stand for a question
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

    /** Looks at what was given, before anybody is looked for. */
    void prepare(Settings settings) throws ConfigurationException {}

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void complain(String line) {
        spec.commandLine().getErr().println("caravan: " + line);
    }
}
