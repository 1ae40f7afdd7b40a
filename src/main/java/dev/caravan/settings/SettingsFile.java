package dev.caravan.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Reads the settings: the command line beats the environment, which beats the file, which beats the defaults.
 * Stateless; any thread.
 *
 * <p>The defaults are in the jar's {@code config/application.properties}, which is also the list of all keys.
 */
public final class SettingsFile {
    private static final String BUNDLED = "/config/application.properties";
    private static final String OURS = "caravan.";

    private SettingsFile() {}

    /**
     * Reads all settings.
     *
     * @param file the configuration file; empty for the defaults only
     * @param environment the process's environment
     * @param overrides settings from the command line
     * @throws ConfigurationException if the file cannot be read, or a {@code caravan.*} key is unknown
     */
    public static Map<String, String> load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides)
            throws ConfigurationException {
        Map<String, String> settings = defaults();
        Collection<String> known = new TreeMap<>(settings).keySet();
        if (file.isPresent()) {
            Map<String, String> given = read(file.get());
            checkKeys(given.keySet(), known, "configuration file " + Escape.path(file.get()));
            settings.putAll(given);
        }
        for (String key : known) {
            String value = environment.get(environmentName(key));
            if (value != null && key.startsWith(OURS)) {
                settings.put(key, value);
            }
        }
        checkKeys(overrides.keySet(), known, "--set");
        settings.putAll(overrides);
        for (String name : Feed.names(settings.get(Key.FEEDS.key()))) {
            for (String setting : Feed.SETTINGS) {
                String key = Feed.key(name, setting);
                settings.putIfAbsent(key, environment.getOrDefault(environmentName(key), ""));
            }
        }
        return settings;
    }

    /** The defaults in the jar. */
    static Map<String, String> defaults() {
        try (InputStream in = SettingsFile.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its " + BUNDLED);
            }
            return parse(new InputStreamReader(in, UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the jar's " + BUNDLED + " cannot be read", e);
        }
    }

    private static Map<String, String> read(Path file) throws ConfigurationException {
        try (Reader in = Files.newBufferedReader(file, UTF_8)) {
            return parse(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("configuration file " + Escape.path(file) + " cannot be read: " + e
                    + "; name another with --config FILE");
        }
    }

    private static Map<String, String> parse(Reader in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        Map<String, String> settings = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> settings.put(key, properties.getProperty(key).strip()));
        return settings;
    }

    private static void checkKeys(Collection<String> given, Collection<String> known, String where)
            throws ConfigurationException {
        for (String key : given) {
            if (key.startsWith(OURS) && !known.contains(key) && !Feed.isKey(key)) {
                throw new ConfigurationException(where + ": there is no key " + Escape.latin1(key) + "; did you mean "
                        + nearest(key, known) + "?");
            }
        }
    }

    private static String nearest(String key, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return Stream.concat(known.stream().filter(other -> other.startsWith(OURS)), Feed.keysLike(key))
                .min(Comparator.comparing(other -> distance.apply(key, other)))
                .orElseThrow();
    }

    /**
     * The environment variable of a key, as Camel forms it:
     * {@code caravan.copy.workers} is {@code CARAVAN_COPY_WORKERS}.
     */
    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
