package dev.caravan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.posix.Posix;
import dev.caravan.settings.Settings;
import dev.caravan.settings.SettingsFile;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoExaminationTest {
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");

    @TempDir
    private Path folder;

    private final Map<String, String> given = new HashMap<>();
    private final Set<String> remembered = new HashSet<>();
    private Path log;

    private enum Client {
        LOGS_ALL,
        LOGS_WHAT_EXISTS,
        KEEPS_NAMES,
        LOGS_NOTHING
    }

    @BeforeEach
    void make() throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.createFile(source.resolve("report"));
        log = Files.createFile(folder.resolve("Client.log"));
        given.put("caravan.source", source.toString());
        given.put(
                "caravan.target",
                Files.createDirectory(folder.resolve("target")).toString());
        given.put("caravan.tail.path", log.toString());
        given.put("caravan.parse.zone", "UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "LOGS_ALL, ok, names that do not exist too",
        "LOGS_WHAT_EXISTS, warn, no lookups of names that do not exist",
        "KEEPS_NAMES, fail, set caravan.read-root",
        "LOGS_NOTHING, warn, none has come out of the log"
    })
    void saysWhatTheClientsLogShowsOfALook(Client client, String level, String text) throws Exception {
        assertThat(examined(client)).startsWith(level).contains(text);
    }

    @Test
    void letsAClientKeepNamesThatCaravanDoesNotReadThrough() throws Exception {
        given.put("caravan.read-root", given.get("caravan.source"));
        assertThat(examined(Client.KEEPS_NAMES)).startsWith("warn").contains("caravan.settle.quiet-seconds");
    }

    @Test
    void saysNothingWhereNoLogIsFollowed() throws Exception {
        given.put("caravan.tail.path", "");
        assertThat(examined(Client.LOGS_ALL)).isEmpty();
    }

    private String examined(Client client) throws Exception {
        StringWriter out = new StringWriter();
        Settings settings = Settings.unchecked(SettingsFile.load(Optional.empty(), Map.of(), given));
        new EchoExamination(settings, mountedBy(client), new SettableClock(NOW))
                .examine(new Findings(new PrintWriter(out)));
        return out.toString();
    }

    private Posix mountedBy(Client client) {
        Posix posix = Posix.best();
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("look") && arguments[0] instanceof Path path) {
                        lookedUp(client, path);
                    }
                    return method.invoke(posix, arguments);
                });
    }

    private void lookedUp(Client client, Path path) throws IOException {
        boolean isLogged = switch (client) {
            case LOGS_ALL -> true;
            case LOGS_WHAT_EXISTS -> Files.exists(path);
            case KEEPS_NAMES -> remembered.add(path.getFileName().toString());
            case LOGS_NOTHING -> false;
        };
        if (isLogged) {
            String line = "DEBUG: 03-26 11:59:59:  Client * 1 [x]Lookup, parentDirInode:0x1, dentryName:"
                    + path.getFileName() + "\n";
            Files.writeString(log, line, StandardOpenOption.APPEND);
        }
    }
}
