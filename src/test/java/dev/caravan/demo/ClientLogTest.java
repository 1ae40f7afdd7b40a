package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientLogTest {
    private static final Instant NOW = Instant.parse("2026-03-26T10:45:56.999Z");

    @TempDir
    Path folder;

    private Path root;
    private Path file;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("source"));
        file = Files.createDirectory(folder.resolve("log")).resolve("Client.log");
    }

    @Test
    void writesTheLineThatTheDesignGives() throws IOException {
        try (ClientLog log = log(1 << 20)) {
            log.lookups(new RelativePath("filelinktest"));
        }

        assertThat(Files.readString(file, ISO_8859_1))
                .isEqualTo(
                        "DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, parentDirInode:0x"
                                + inode(root) + ", dentryName:filelinktest\n");
    }

    @Test
    void looksUpEveryComponentDownToTheFirstThatIsMissingOrNoDirectory() throws IOException {
        Path directory = Files.createDirectories(root.resolve("a/b"));
        Files.createFile(directory.resolve("f"));
        Files.createSymbolicLink(root.resolve("l"), directory);
        try (ClientLog log = log(1 << 20)) {
            log.looked(new RelativePath("a/b/f"), new Look(NOW, NOW));
            log.looked(new RelativePath("a/x/y"), new Look(NOW, NOW));
            log.looked(new RelativePath("l/f"), new Look(NOW, NOW));
            log.looked(RelativePath.ROOT, new Look(NOW, NOW));
        }

        String a = inode(root.resolve("a"));
        String b = inode(directory);
        String r = inode(root);
        assertThat(lookups()).containsExactly(r + " a", a + " b", b + " f", r + " a", a + " x", r + " l");
    }

    @Test
    void writesNamesAsTheyAre() throws IOException {
        try (ClientLog log = log(1 << 20)) {
            for (String name : DemoNames.ODD) {
                log.lookups(new RelativePath(name));
            }
        }

        assertThat(lookups())
                .containsExactlyElementsOf(DemoNames.ODD.stream()
                        .map(name -> inode(root) + " " + name)
                        .toList());
    }

    @Test
    void rotatesByRenameAndCompressesAllButTheNewestRotatedOne() throws IOException {
        List<String> expected = new ArrayList<>();
        try (ClientLog log = log(1000)) {
            for (int i = 0; i < 100; i++) {
                log.lookups(new RelativePath("f" + i));
                log.note("Statfs");
                expected.add(inode(root) + " f" + i);
            }
            assertThat(log.rotations()).isGreaterThan(5);

            List<String> names = new ArrayList<>(List.of("Client.log", "Client.log.1"));
            for (int n = 2; n <= log.rotations(); n++) {
                names.add("Client.log." + n + ".gz");
            }
            try (Stream<Path> listing = Files.list(file.getParent())) {
                assertThat(listing.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(names);
            }
        }

        assertThat(lookups()).containsExactlyElementsOf(expected);
    }

    @Test
    void keepsLinesWholeWhenManyThreadsWrite() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (ClientLog log = log(5000)) {
            for (int t = 0; t < 4; t++) {
                String name = "thread" + t;
                threads.add(new Thread(() -> {
                    for (int i = 0; i < 250; i++) {
                        log.looked(new RelativePath(name + "-" + i), new Look(NOW, NOW));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(lookups()).hasSize(1000).doesNotHaveDuplicates();
    }

    private ClientLog log(long rotateBytes) throws IOException {
        return new ClientLog(file, root, Clock.fixed(NOW, ZoneId.of("Europe/Paris")), rotateBytes);
    }

    /** All of them, oldest first, as inode and name. */
    private List<String> lookups() throws IOException {
        return lookups(file);
    }

    static List<String> lookups(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int n = 999; n >= 2; n--) {
            Path zipped = file.resolveSibling("Client.log." + n + ".gz");
            if (Files.exists(zipped)) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(zipped))) {
                    text.append(new String(in.readAllBytes(), ISO_8859_1));
                }
            }
        }
        if (Files.exists(file.resolveSibling("Client.log.1"))) {
            text.append(Files.readString(file.resolveSibling("Client.log.1"), ISO_8859_1));
        }
        text.append(Files.readString(file, ISO_8859_1));
        List<String> lookups = new ArrayList<>();
        for (String line : text.toString().split("\n", -1)) {
            int found = line.indexOf("]Lookup, parentDirInode:0x");
            if (found >= 0) {
                String rest = line.substring(found + "]Lookup, parentDirInode:0x".length());
                int comma = rest.indexOf(", dentryName:");
                lookups.add(rest.substring(0, comma) + " " + rest.substring(comma + ", dentryName:".length()));
            }
        }
        return lookups;
    }

    private static String inode(Path path) {
        try {
            return Long.toHexString((Long) Files.getAttribute(path, "unix:ino"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
