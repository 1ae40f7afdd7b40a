package dev.caravan;

import dev.caravan.testing.FakeClientLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two empty trees, a client's log of the source, and the settings of a Caravan that follows it. */
abstract class LoggedTreesFixture {
    @TempDir
    Path folder;

    Path source;
    Path target;
    FakeClientLog log;
    final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        log = new FakeClientLog(folder.resolve("Client.log"), source);
        settings.putAll(log.settings());
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.settle.quiet-seconds", "1");
    }
}
