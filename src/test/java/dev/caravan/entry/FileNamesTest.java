package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "POSIX"})
    void keepsEveryByteOfANameInEveryLocale(String locale) throws Exception {
        Process child = inLocale(locale);
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);

        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo("all found\n");
        // What is on disk, as another program sees it.
        assertThat(namesByFind(folder)).isEqualTo(FileNamesInLocale.names());
    }

    @Test
    void keepsEveryByteOfANameInThisLocale() throws IOException {
        for (String name : FileNamesInLocale.names()) {
            Files.createFile(folder.resolve(FileNames.toPath(name)));
        }
        Set<String> listed = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> listed.add(FileNames.toLatin1(entry.getFileName())));
        }
        assertThat(listed).isEqualTo(FileNamesInLocale.names());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "/a",
                "a/b",
                "/",
                "\u00e9",
                "/\u00e9",
                "a/\u00e9/b",
                "../\u00e9",
                "../../\u00e9/x",
                "./\u00e9",
                "\u00e9/../x",
                "/\u00e9/../x",
                "%41",
                "\u00e9%41",
                "\u00e9 ?#",
                "..",
                "."
            })
    void roundTripsAPathAsItIsWritten(String latin1) {
        Path path = FileNames.toPath(latin1);
        assertThat(FileNames.toLatin1(path)).isEqualTo(latin1);
        assertThat(path.isAbsolute()).isEqualTo(latin1.startsWith("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "plain/", "a//b", "\u00e9", "\u00e9/", "/\u00e9/", "\u00e9//x", "../\u00e9"})
    void keepsEveryByteOfALinksText(String text) throws Exception {
        // A path that Path.of() would have tidied up: only a link's text, read from a real link, is ever such a one.
        Path read = Files.readSymbolicLink(link(text));
        assertThat(FileNames.toLatin1(read)).isEqualTo(text);
    }

    @Test
    void ignoresThatADirectoryOfThatNameStandsThere() throws IOException {
        Path directory = Files.createDirectory(folder.resolve(FileNames.toPath("\u00e9")));
        assertThat(FileNames.toLatin1(directory)).endsWith("/\u00e9");
    }

    @Test
    void takesAnOperatorsTextAsUtf8() {
        assertThat(FileNames.toLatin1(FileNames.ofText("/caf\u00e9/\u20ac")))
                .isEqualTo("/caf\u00c3\u00a9/\u00e2\u0082\u00ac");
    }

    /** {@code ln} gets the text's bytes by way of a shell's printf, so that no path of this JVM has touched them. */
    private Path link(String text) throws IOException, InterruptedException {
        StringBuilder octal = new StringBuilder();
        for (byte b : text.getBytes(ISO_8859_1)) {
            octal.append(String.format("\\%03o", b & 0xff));
        }
        Path link = folder.resolve("link");
        Process ln = new ProcessBuilder(
                        "sh", "-c", "ln -s \"$(printf \"$0\")\" \"$1\"", octal.toString(), link.toString())
                .inheritIO()
                .start();
        assertThat(ln.waitFor()).isZero();
        return link;
    }

    private Process inLocale(String locale) throws IOException, URISyntaxException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                codeOf(FileNames.class) + ":" + codeOf(FileNamesInLocale.class),
                FileNamesInLocale.class.getName(),
                folder.toString());
        builder.environment().put("LC_ALL", locale);
        return builder.redirectErrorStream(true).start();
    }

    private static String codeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static Set<String> namesByFind(Path folder) throws IOException, InterruptedException {
        Process find = new ProcessBuilder("find", folder.toString(), "-mindepth", "1", "-printf", "%f\\0")
                .redirectErrorStream(true)
                .start();
        String said = new String(find.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(find.waitFor()).as(said).isZero();
        List<String> names = Arrays.asList(said.split("\0", -1));
        return new TreeSet<>(names.subList(0, names.size() - 1));
    }
}
