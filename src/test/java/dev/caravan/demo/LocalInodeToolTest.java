package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.FileNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalInodeToolTest {
    @TempDir
    Path folder;

    private Path root;
    private Process tool;
    private BufferedReader answers;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(folder.resolve(FileNames.toPath("caf\u00e9 root")))
                .toRealPath();
        // In the C locale of a bare cron job, and far from where this one was started.
        ProcessBuilder builder = new ProcessBuilder(LocalInodeTool.command(root)).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C");
        tool = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(tool.getInputStream(), ISO_8859_1));
    }

    @AfterEach
    void stop() {
        tool.destroyForcibly();
    }

    @Test
    void answersWithThePathAsTheSixthField() throws IOException {
        Path directory = Files.createDirectories(root.resolve("a/b c"));

        assertThat(lookUp(inode(directory)).split(" ", 6)[5]).isEqualTo("/disk/a/b c/");
    }

    @Test
    void answersForTheRootWithThePrefixAlone() throws IOException {
        assertThat(lookUp(inode(root)).split(" ", 6)[5]).isEqualTo("/disk/");
    }

    @Test
    void answersInBytes() throws IOException {
        for (String name : DemoNames.ODD) {
            Path directory = Files.createDirectory(root.resolve(FileNames.toPath(name)));

            assertThat(lookUp(inode(directory))).endsWith(" /disk/" + name + "/");
        }
    }

    @Test
    void followsADirectoryThatMoves() throws IOException {
        Path directory = Files.createDirectories(root.resolve("a/b"));
        Path parent = Files.createDirectory(root.resolve("c"));
        long inode = inode(directory);
        assertThat(lookUp(inode)).endsWith(" /disk/a/b/");

        Files.move(directory, parent.resolve("d"));

        assertThat(lookUp(inode)).endsWith(" /disk/c/d/");
    }

    @Test
    void isNotLedAstrayByALinkThatTookTheOldPath() throws IOException {
        Path directory = Files.createDirectories(root.resolve("a/b/c"));
        long inode = inode(directory);
        assertThat(lookUp(inode)).endsWith(" /disk/a/b/c/");

        Files.move(root.resolve("a/b"), root.resolve("z"));
        Files.createSymbolicLink(root.resolve("a/b"), root.resolve("z"));

        assertThat(lookUp(inode)).endsWith(" /disk/z/c/");
    }

    @Test
    void saysNotFoundForWhatIsNoDirectoryAnyMore() throws IOException {
        Path directory = Files.createDirectory(root.resolve("a"));
        long inode = inode(directory);
        assertThat(lookUp(inode)).endsWith(" /disk/a/");
        Files.delete(directory);

        assertThat(lookUp(inode)).isEqualTo("lookup 0x" + Long.toHexString(inode) + ": not found");
        assertThat(lookUp(inode(Files.createFile(root.resolve("f"))))).endsWith(": not found");
        assertThat(lookUp(0xa0000001198bee40L)).isEqualTo("lookup 0xa0000001198bee40: not found");
    }

    @Test
    void answersEveryLineByOne() throws IOException {
        tool.getOutputStream().write("\nlookup\nlookup 0xfffffffffffffffff\nhelp\n".getBytes(ISO_8859_1));

        assertThat(lookUp(inode(root))).startsWith("expected");
        for (int i = 0; i < 3; i++) {
            assertThat(answers.readLine()).startsWith("expected");
        }
        assertThat(answers.readLine()).endsWith(" /disk/");
    }

    /** A client's log names directories that are gone again by the dozen, and each was a walk of the whole tree. */
    @Test
    void answersTogetherWhatIsAskedTogether() throws IOException {
        Path directory = Files.createDirectories(root.resolve("a/b"));
        long gone = inode(directory) + 1_000_000;
        StringBuilder questions = new StringBuilder("nonsense\n");
        for (int i = 0; i < 100; i++) {
            questions.append("lookup 0x").append(Long.toHexString(gone + i)).append('\n');
        }
        questions.append("lookup 0x").append(Long.toHexString(inode(directory))).append('\n');
        tool.getOutputStream().write(questions.toString().getBytes(ISO_8859_1));
        tool.getOutputStream().flush();
        assertThat(answers.readLine()).startsWith("expected:");
        for (int i = 0; i < 100; i++) {
            assertThat(answers.readLine()).isEqualTo("lookup 0x" + Long.toHexString(gone + i) + ": not found");
        }
        assertThat(answers.readLine()).endsWith(": directory at path /disk/a/b/");
    }

    @Test
    void endsWithItsInput() throws Exception {
        tool.getOutputStream().close();

        assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).isZero();
    }

    private String lookUp(long inode) throws IOException {
        tool.getOutputStream().write(("lookup 0x" + Long.toHexString(inode) + "\n").getBytes(ISO_8859_1));
        tool.getOutputStream().flush();
        return answers.readLine();
    }

    private static long inode(Path path) throws IOException {
        return (Long) Files.getAttribute(path, "unix:ino");
    }
}
