package dev.caravan.doctor;

import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Examines whether the route files can be parsed; whether the routes start shows only at their start. */
final class RoutesExamination {
    private static final String SUBJECT = "routes";

    private final Settings settings;
    private final Optional<Path> folder;

    RoutesExamination(Settings settings, Optional<Path> folder) {
        this.settings = settings;
        this.folder = folder;
    }

    void examine(Findings findings) throws IOException {
        if (folder.isEmpty()) {
            findings.ok(SUBJECT, "those within the jar");
        }
        int good = 0;
        List<Path> files = files();
        for (Path file : files) {
            Optional<String> fault = fault(file);
            if (fault.isPresent()) {
                findings.fail(SUBJECT, Escape.path(file) + ": " + fault.get(), "mend that line");
            } else {
                good++;
            }
        }
        if (good > 0) {
            findings.ok(
                    SUBJECT,
                    good + " files can be read"
                            + folder.map(path -> " in " + Escape.path(path)).orElse(""));
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (folder.isPresent()) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder.get(), "*.camel.yaml")) {
                found.forEach(files::add);
            }
        }
        String more = settings.all().getOrDefault("camel.main.routes-include-pattern", "");
        for (String pattern : more.split(",", -1)) {
            // Camel searches for the files of a pattern.
            if (pattern.strip().startsWith("file:") && !pattern.contains("*")) {
                files.add(FileNames.ofText(pattern.strip().substring("file:".length())));
            }
        }
        files.sort(null);
        return files;
    }

    private static Optional<String> fault(Path file) throws IOException {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.build();
            Resource resource = ResourceHelper.fromBytes(Escape.path(file), Files.readAllBytes(file));
            PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
            return Optional.empty();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return Optional.of(Escape.latin1(message.strip().replaceAll("\\s+", " ")));
        }
    }
}
