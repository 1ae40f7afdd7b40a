package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.entry.Escape;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: shows the state of the running Caravan at a glance. */
@Command(
        name = "status",
        description = "Shows what the running one does, holds, has copied, and what stands in the way.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:shown", "1:it cannot be spoken to", "2:wrong usage or configuration", "3:none is running"})
final class StatusCommand extends RemoteCommand {
    @Option(names = "--json", description = "One JSON object for scripts; null is what nobody counts.")
    private boolean json;

    StatusCommand(ConfigurationOptions options) {
        super(options);
    }

    @Override
    int call(Remote remote, Settings settings) throws IOException {
        if (json) {
            out().println(json(remote));
        } else {
            boolean isWhole = settings.has(Key.SOURCE) && settings.has(Key.TARGET);
            String headline = isWhole
                    ? Escape.path(settings.source()) + " to " + Escape.path(settings.target())
                    : Escape.path(settings.path(Key.STATE));
            out().print(new StatusText(remote.migration(), Clock.systemUTC())
                    .text(headline, remote.pid(), remote.startedAt()));
        }
        return 0;
    }

    private static String json(Remote remote) throws IOException {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("pid", remote.pid());
        status.put("startedAt", remote.startedAt().toString());
        remote.attributes()
                .forEach((name, value) -> status.put(
                        Character.toLowerCase(name.charAt(0)) + name.substring(1), value.equals(-1L) ? null : value));
        try {
            return JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(status);
        } catch (JsonProcessingException e) {
            throw new IOException("status: cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
