package dev.caravan.app;

import dev.caravan.entry.Escape;
import dev.caravan.fleet.KafkaLibrary;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Feed;
import dev.caravan.settings.Key;
import dev.caravan.settings.Role;
import dev.caravan.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Camel with the route files and the settings that they use. Single-threaded. */
final class RouteStart {
    private static final Logger LOG = LoggerFactory.getLogger(RouteStart.class);
    private static final String ROUTES_KEY = "camel.main.routes-include-pattern";

    private static final String KAFKA_MISSING = "Kafka's client is not there: " + KafkaLibrary.REMEDY;

    private final Main main;
    private final Settings settings;

    RouteStart(Main main, Settings settings) {
        this.main = main;
        this.settings = settings;
    }

    /**
     * Starts the routes, and returns once they run.
     *
     * @param routes the folder of the routes; empty for those in the jar
     * @throws ConfigurationException if they do not start; the message is one line
     */
    void start(Optional<Path> routes) throws ConfigurationException {
        main.bind("route-pools", new RoutePools());
        main.bind("route-errors", new RouteErrors());
        main.setDefaultPropertyPlaceholderLocation("false");
        Properties properties = new Properties();
        properties.putAll(settings.all());
        String more = settings.isOnlyRead() ? "" : settings.all().getOrDefault(ROUTES_KEY, "");
        String folder = routes.map(path -> "file:" + path.toAbsolutePath()).orElse("classpath:routes");
        String files = files().stream().map(file -> folder + file).collect(Collectors.joining(","));
        properties.setProperty(ROUTES_KEY, files + (more.isEmpty() ? "" : "," + more));
        List<Feed> feeds = settings.isOnlyRead() ? List.of() : settings.feeds();
        for (int i = 0; i < feeds.size(); i++) {
            String template = "camel.route-template[" + i + "].";
            properties.setProperty(template + "template-id", "feed");
            properties.setProperty(template + "route-id", feeds.get(i).id());
            properties.setProperty(template + "feed", feeds.get(i).name());
        }
        main.setOverrideProperties(properties);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport support) {
                // The environment is part of the settings already, and must not override the command line here.
                PropertiesComponent placeholders =
                        (PropertiesComponent) support.getCamelContext().getPropertiesComponent();
                placeholders.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
                placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
            }
        });
        try {
            main.start();
        } catch (Exception e) {
            LOG.debug("routes {}", folder, e);
            String message = oneLine(e);
            boolean isKafkaMissing = message.contains("scheme: kafka") && !KafkaLibrary.isThere();
            throw new ConfigurationException(
                    "routes " + folder + " do not start: " + message + (isKafkaMissing ? ": " + KAFKA_MISSING : ""), e);
        }
    }

    /** The files of what this process does, below the folder of the routes. */
    private List<String> files() {
        if (settings.isOnlyRead()) {
            return List.of("/verify.camel.yaml");
        }
        return switch (settings.role()) {
            case ALONE -> List.of("/*.camel.yaml");
            case AGENT ->
                settings.has(Key.FEEDS)
                        ? List.of("/follow.camel.yaml", "/feeds.camel.yaml", "/fleet/agent/*.camel.yaml")
                        : List.of("/follow.camel.yaml", "/fleet/agent/*.camel.yaml");
            case MOVER -> List.of("/*.camel.yaml", "/fleet/mover/*.camel.yaml");
        };
    }

    /** Checks that Kafka's client is there, for this command. */
    static void checkKafka(String command) throws ConfigurationException {
        if (!KafkaLibrary.isThere()) {
            throw new ConfigurationException(command + ": " + KAFKA_MISSING);
        }
    }

    /** Checks that what a fleet's process needs is there, before anything is begun. */
    static void checkFleet(Settings settings, Optional<Path> routes) throws ConfigurationException {
        if (settings.role() == Role.ALONE) {
            return;
        }
        checkKafka(settings.command());
        Path folder = Path.of("fleet", settings.role() == Role.AGENT ? "agent" : "mover");
        if (routes.isPresent() && !Files.isDirectory(routes.get().resolve(folder))) {
            throw new ConfigurationException("--routes " + Escape.path(routes.get()) + ": has no folder " + folder
                    + ", so that nothing would be brought or taken; take it from Caravan's own routes");
        }
    }

    /** The messages of a failure and its causes in one line, without repetitions. */
    private static String oneLine(Throwable failure) {
        String text = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String more = cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : cause.getMessage().strip().replaceAll("\\s+", " ");
            if (!text.contains(more)) {
                text += (text.isEmpty() ? "" : ": ") + more;
            }
        }
        return Escape.latin1(text);
    }
}
