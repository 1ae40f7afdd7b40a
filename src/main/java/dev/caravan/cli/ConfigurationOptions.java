package dev.caravan.cli;

import dev.caravan.entry.Escape;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Role;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The options that every command has. They may stand before or after the command's name; one object takes
 * both. Single-threaded.
 */
final class ConfigurationOptions {
    private static final Path DEFAULT_FILE = Path.of("config", "application.properties");
    private static final Path DEFAULT_ROUTES = Path.of("routes");

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The configuration file; default: config/application.properties, or the one within the jar.")
    private Path file;

    @Option(
            names = "--routes",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "The folder of the *.camel.yaml routes; default: routes, or those within the jar.")
    private Path routes;

    @Option(
            names = "--set",
            scope = ScopeType.INHERIT,
            parameterConsumer = Appending.class,
            paramLabel = "KEY=VALUE",
            description = "Sets a key; beats the environment, which beats the file. May be repeated.")
    private final List<String> assignments = new ArrayList<>();

    /** Adds a {@code --set} after the command's name to those before it, which picocli by itself would drop. */
    private static final class Appending implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            if (arguments.isEmpty()) {
                throw new MissingParameterException(command.commandLine(), option, "--set: expected KEY=VALUE");
            }
            List<String> assignments = option.getValue();
            assignments.add(arguments.pop());
        }
    }

    Settings settings() throws ConfigurationException {
        return settings(Map.of());
    }

    /**
     * The checked settings.
     *
     * @param needed values that the command needs; they override the configured ones
     */
    Settings settings(Map<String, String> needed) throws ConfigurationException {
        return settings(needed, Role.ALONE);
    }

    /** As {@link #settings(Map)}, for a process that does this of the migration. */
    Settings settings(Map<String, String> needed, Role role) throws ConfigurationException {
        Map<String, String> values = values();
        values.putAll(needed);
        return Settings.check(values, role);
    }

    /** All configured keys and values. Unknown keys are rejected; values are not checked. */
    Map<String, String> values() throws ConfigurationException {
        return SettingsFile.load(chosen(file, DEFAULT_FILE), System.getenv(), overrides());
    }

    /**
     * The keys and values given with {@code --set}. They are split here since picocli's maps strip quotes, which a
     * value may need.
     */
    Map<String, String> overrides() throws ConfigurationException {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new ConfigurationException("--set " + Escape.latin1(assignment) + ": expected KEY=VALUE");
            }
            overrides.put(
                    Arguments.text("--set", assignment.substring(0, equals)),
                    Arguments.text("--set " + assignment.substring(0, equals), assignment.substring(equals + 1)));
        }
        return overrides;
    }

    Optional<Path> routes() throws ConfigurationException {
        Optional<Path> chosen = chosen(routes, DEFAULT_ROUTES);
        if (chosen.isPresent() && !Files.isDirectory(chosen.get())) {
            throw new ConfigurationException("--routes " + Escape.path(chosen.get()) + ": is no directory");
        }
        if (chosen.isPresent() && !holdsRoutes(chosen.get())) {
            throw new ConfigurationException("--routes " + Escape.path(chosen.get())
                    + ": holds no file *.camel.yaml, so that nothing would run; name the folder of the routes");
        }
        return chosen;
    }

    private static boolean holdsRoutes(Path folder) throws ConfigurationException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.camel.yaml")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new ConfigurationException("--routes " + Escape.path(folder) + ": cannot be read: " + e, e);
        }
    }

    private static Optional<Path> chosen(Path given, Path usual) {
        return given != null ? Optional.of(given) : Optional.of(usual).filter(Files::exists);
    }
}
