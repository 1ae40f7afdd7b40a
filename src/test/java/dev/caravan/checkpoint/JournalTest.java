package dev.caravan.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.caravan.testing.LogCapture;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    record Word(String key, int number, boolean over) implements Journal.Line<String> {}

    @TempDir
    Path state;

    private final FaultyDisk disk = FaultyDisk.sound();
    private final Counter writes = new SimpleMeterRegistry().counter("writes");

    private Path file() {
        return state.resolve("words.jsonl");
    }

    private Journal<String, Word> journal(Disk on) throws IOException {
        return new Journal<>(file(), Word.class, "mend it", on, writes);
    }

    private Set<String> onDisk() throws IOException {
        Set<String> words = new TreeSet<>();
        // A copy, since a start writes the file anew.
        Path copy = Files.createTempFile(state, "copy", ".jsonl");
        Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
        try (Journal<String, Word> journal = new Journal<>(copy, Word.class, "mend it", Disk.REAL, writes)) {
            journal.live().forEach(word -> words.add(word.key() + word.number()));
        }
        return words;
    }

    private static Word word(String key, int number) {
        return new Word(key, number, false);
    }

    private static Word over(String key) {
        return new Word(key, 0, true);
    }

    @Test
    void lastLineOfAKeyCounts() throws IOException {
        Journal<String, Word> journal = journal(disk);
        journal.put(word("a", 1));
        journal.put(word("b", 1));
        journal.put(word("a", 2));
        journal.put(word("c", 1));
        journal.put(over("b"));

        assertThat(Files.readAllLines(file())).hasSize(5);
        assertThat(onDisk()).containsExactly("a2", "c1");
        journal(disk).close();
        assertThat(Files.readAllLines(file())).as("after a start").hasSize(2);
    }

    @Test
    void doesNotGrowForEver() throws IOException {
        Journal<String, Word> journal = journal(disk);
        for (int i = 0; i < 3000; i++) {
            journal.put(word("a", i));
        }

        assertThat(Files.readAllLines(file())).hasSizeLessThan(1002);
        assertThat(onDisk()).containsExactly("a2999");
    }

    @ParameterizedTest
    @EnumSource
    void hasAllThatWasPutAfterACrashAtAnyStep(FaultyDisk.Crash crash) throws IOException {
        boolean crashed = true;
        for (int step = 0; crashed; step++) {
            Files.deleteIfExists(file());
            try (Journal<String, Word> before = journal(Disk.REAL)) {
                before.put(word("a", 1));
            }
            FaultyDisk crashing = FaultyDisk.crashingAt(step, crash);
            Set<String> sure = new TreeSet<>(Set.of("a1"));
            String unsure = null;
            try (Journal<String, Word> journal = journal(crashing)) {
                for (String key : new String[] {"b", "c", "d"}) {
                    unsure = key + 1;
                    journal.put(word(key, 1));
                    sure.add(unsure);
                }
            } catch (IOException e) {
                assertThat(crashing.hasCrashed()).isTrue();
            }
            crashed = crashing.hasCrashed();

            journal(Disk.REAL).close();
            Set<String> found = onDisk();
            assertThat(found).as("crash %s step %s", crash, step).containsAll(sure);
            found.removeAll(sure);
            assertThat(found).isSubsetOf(unsure);
            assertThat(state.resolve("words.jsonl.tmp")).doesNotExist();
        }
        assertThat(onDisk()).containsExactly("a1", "b1", "c1", "d1");
    }

    @Test
    void goesOnAfterTheDiskWasFull() throws IOException {
        Journal<String, Word> journal = journal(disk);
        journal.put(word("a", 1));
        disk.full(true);
        assertThatThrownBy(() -> journal.put(word("b", 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("words.jsonl: cannot be written: IOException (No space left on device)");
        assertThatThrownBy(() -> journal.put(word("c", 1))).isInstanceOf(IOException.class);
        assertThat(onDisk()).containsExactly("a1");

        disk.full(false);
        journal.put(word("d", 1));
        assertThat(onDisk()).containsExactly("a1", "b1", "c1", "d1");
    }

    @Test
    void writesAtItsCloseWhatTheFullDiskRefused() throws IOException {
        Journal<String, Word> journal = journal(disk);
        disk.full(true);
        assertThatThrownBy(() -> journal.put(word("a", 1))).isInstanceOf(IOException.class);
        disk.full(false);
        journal.close();

        assertThat(onDisk()).containsExactly("a1");
        assertThatThrownBy(() -> journal.put(word("b", 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void writesAlthoughItsThreadIsInterrupted() throws IOException {
        Journal<String, Word> journal = journal(disk);
        Thread.currentThread().interrupt();
        journal.put(word("a", 1));

        assertThat(Thread.interrupted()).isTrue();
        journal.put(word("b", 1));
        assertThat(onDisk()).containsExactly("a1", "b1");
    }

    @Test
    void writesALineWholeThatAnInterruptCutShort() throws IOException {
        Disk interrupting = new Disk() {
            private int writes;

            @Override
            void write(FileChannel file, ByteBuffer bytes) throws IOException {
                if (++writes == 2) {
                    super.write(file, bytes.slice(0, 5));
                    Thread.currentThread().interrupt();
                }
                super.write(file, bytes);
            }
        };
        Journal<String, Word> journal = journal(interrupting);
        journal.put(word("a", 1));

        assertThat(Thread.interrupted()).isTrue();
        journal.put(word("b", 1));
        assertThat(onDisk()).containsExactly("a1", "b1");
        journal(disk).close();
    }

    @Test
    void dropsALastLineThatIsTornAnywhereAndWarns() throws IOException {
        byte[] whole = "{\"key\":\"a\",\"number\":1,\"over\":false}\n{\"key\":\"b\",\"number\":12,\"over\":false}"
                .getBytes(UTF_8);
        int secondLine = 36;
        assertThat(whole[secondLine]).isEqualTo((byte) '{');
        for (int length = secondLine + 1; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (LogCapture log = new LogCapture(Journal.class)) {
                assertThat(onDisk()).as("torn after byte %s", length).containsExactly("a1");
                assertThat(log.messages(Level.WARN)).singleElement().asString().contains("line 2 was torn");
            }
        }
    }

    @Test
    void dropsABlockThatGotItsLengthButNotItsContent() throws IOException {
        Files.writeString(file(), "{\"key\":\"a\",\"number\":1,\"over\":false}\n\0\0\0\0");

        assertThat(onDisk()).containsExactly("a1");
    }

    @Test
    void takesALastLineThatSomebodyLeftWithoutItsNewline() throws IOException {
        Files.writeString(file(), "{\"key\":\"a\",\"number\":1,\"over\":false}");

        assertThat(onDisk()).containsExactly("a1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "\n",
                "null\n",
                "[]\n",
                "{\"key\":\"a\"\n",
                "{\"key\":\"a\",\"number\":1,\"over\":false,\"unknown\":1}\n",
                "{\"key\":\"a\",\"number\":null,\"over\":false}\n",
                "{\"key\":\"a\",\"number\":1,\"over\":false} x\n",
            })
    void stopsTheStartAtALineThatIsDamaged(String line) throws IOException {
        String content = "{\"key\":\"a\",\"number\":1,\"over\":false}\n" + line;
        Files.writeString(file(), content);

        assertThatThrownBy(() -> journal(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("words.jsonl: line 2 is damaged")
                .hasMessageEndingWith(": mend it");
        assertThat(Files.readString(file())).isEqualTo(content);
    }
}
