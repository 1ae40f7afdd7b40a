package dev.caravan.cli;

import dev.caravan.change.Escape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class ConfigurationOptions {
    private static final Path DEFAULT_FILE = Path.of("config", "application.properties");
    private static final Path DEFAULT_ROUTES = Path.of("routes");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file; default: config/application.properties, or the one within the jar.")
    private Path file;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = "The folder of the *.camel.yaml routes; default: routes, or those within the jar.")
    private Path routes;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets a key; beats the environment, which beats the file. May be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    Settings settings() throws ConfigurationException {
        Optional<Path> chosen = chosen(file, DEFAULT_FILE);
        return Settings.check(SettingsFile.load(chosen, System.getenv(), overrides));
    }

    Map<String, String> overrides() {
        return overrides;
    }

    Optional<Path> routes() throws ConfigurationException {
        Optional<Path> chosen = chosen(routes, DEFAULT_ROUTES);
        if (chosen.isPresent() && !Files.isDirectory(chosen.get())) {
            throw new ConfigurationException("--routes " + Escape.path(chosen.get()) + ": is no directory");
        }
        return chosen;
    }

    private static Optional<Path> chosen(Path given, Path usual) {
        return given != null ? Optional.of(given) : Optional.of(usual).filter(Files::exists);
    }
}
