package dev.caravan.tail;

import dev.caravan.change.ByteSearch;
import dev.caravan.change.LineStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A follower of a log that a test writes, rotates and truncates. */
abstract class FollowerFixture {
    ClientLog log;

    @BeforeEach
    void make(@TempDir Path directory) {
        log = new ClientLog(directory);
    }

    @AfterEach
    void close() {
        log.stop();
    }

    void at(String suffix, int minutes) throws IOException {
        Instant time = Files.getLastModifiedTime(log.path(suffix)).toInstant().plusSeconds(60L * minutes);
        Files.setLastModifiedTime(log.path(suffix), FileTime.from(time));
    }

    static String numbered(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append("line ").append(i).append('\n');
        }
        return lines.toString();
    }

    /** A log of which each line begins with a star. */
    static final LineStart STARS = new LineStart() {
        @Override
        public boolean isAt(byte[] bytes, int from, int to) {
            return from < to && bytes[from] == '*';
        }

        @Override
        public int within(byte[] bytes, int from, int to) {
            return ByteSearch.indexOf(bytes, from + 1, to, (byte) '*');
        }
    };
}
