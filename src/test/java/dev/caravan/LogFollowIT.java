package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.entry.FileNames;
import dev.caravan.moosefs.Trees;
import dev.caravan.testing.CaravanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a line in the log to an equal target, with names that something might interpret, through a crash and a rotation. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
class LogFollowIT extends LoggedTreesFixture {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** Bytes, one to a char. */
    private static final List<String> ODD = List.of(
            "two words",
            " space first",
            "space last ",
            "it's",
            "say \"hi\"",
            "$(touch PWNED)",
            "`touch PWNED`",
            "; touch PWNED",
            "| touch PWNED",
            "a+b",
            "100%41%s%n",
            "{{x}}",
            "{{caravan.source}}",
            "${body}",
            "$simple{body}",
            "#{1+1}",
            "tab\there",
            "-rf",
            "--delete",
            "*?[a]",
            "back\\slash\\n",
            "a, dentryName:b",
            "]Lookup, parentDirInode:0x1, dentryName:c",
            "return\rinside",
            "\u0001\u001b[31m\u007f",
            "\u0085next line",
            "gr\u00c3\u00bcn",
            "caf\u00e9",
            "\u00ff\u00fe\u0080\u00c0",
            "x".repeat(255),
            "\u00e9".repeat(255));

    @BeforeEach
    void followTheLogAlone() {
        settings.put("caravan.settle.quiet-seconds", "2");
        // What arrives can only have come through the log.
        settings.put("caravan.walk.enabled", "false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void noNameIsInterpretedOnItsWayFromTheLogToTheTarget(String locale) throws Exception {
        try (CaravanProcess caravan = start(locale)) {
            log.awaitFollowed(caravan);
            for (String name : ODD) {
                write(source, name);
                Path directory = Files.createDirectory(source.resolve(FileNames.toPath(directoryName(name))));
                log.lookup(source, directoryName(name));
                write(directory, name);
            }
            caravan.awaitDrained(BOUND);
            Trees.assertEqual(source, target);
            // A name that looks like the begin of another line may be two lines in one: its directory is a gap as well.
            assertThat(caravan.attribute("OpenGaps")).isEqualTo(1L);
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);

            // The same names once more: written, and taken away.
            for (String name : ODD) {
                Path directory = source.resolve(FileNames.toPath(directoryName(name)));
                Files.writeString(source.resolve(FileNames.toPath(name)), "again");
                log.lookup(source, name);
                Files.delete(directory.resolve(FileNames.toPath(name)));
                log.lookup(directory, name);
            }
            caravan.awaitDrained(BOUND);
            Trees.assertEqual(source, target);
            assertThat((Long) caravan.attribute("RemovedEntries")).isEqualTo(ODD.size());
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
            caravan.stop();
        }
        assertNothingWasRun();
    }

    @Test
    void aWriteIsFoundWhereItsDirectoryWasMovedMeanwhile() throws Exception {
        Path directory = Files.createDirectories(source.resolve("old place/inner"));
        Files.createDirectories(target.resolve("old place/inner"));
        try (CaravanProcess caravan = start("C")) {
            log.awaitFollowed(caravan);
            write(directory, "f");
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held == 1, BOUND);
            // Nothing in the log tells of it.
            Files.move(source.resolve("old place"), source.resolve("new place"));
            caravan.awaitDrained(BOUND);
            assertThat(target.resolve("new place/inner/f"))
                    .hasSameTextualContentAs(source.resolve("new place/inner/f"));
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
            caravan.stop();
        }
    }

    @Test
    void aNameWithANewlineDoesNoHarmInTheLogAndIsFoundByTheHealingWalk() throws Exception {
        settings.put("caravan.walk.heal-seconds", "2");
        try (CaravanProcess caravan = start("C")) {
            log.awaitFollowed(caravan);
            write(source, "before");
            write(source, "two\nlines");
            // Its second line looks like one of the log's own, with an inode that is none.
            write(source, "x\nDEBUG: 01-01 00:00:00:  Client * 1 [a:b:1]Lookup, parentDirInode:0xzz, dentryName:..");
            write(source, "after");
            caravan.awaitDrained(BOUND);
            await().atMost(BOUND)
                    .untilAsserted(
                            () -> assertThat(target.resolve("two\nlines")).exists());
            caravan.awaitAttribute("OpenGaps", Long.class, gaps -> gaps == 0, BOUND);
            caravan.awaitDrained(BOUND);
            Trees.assertEqual(source, target);
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
            caravan.stop();
        }
    }

    @Test
    void aNameWithANewlineIsFoundByTheWalkOfTheNextStart() throws Exception {
        write(source, "two\nlines");
        settings.put("caravan.walk.enabled", "true");
        try (CaravanProcess caravan = start("C")) {
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void nothingIsLostWhenItIsKilledInTheMiddle() throws Exception {
        try (CaravanProcess caravan = start("C")) {
            log.awaitFollowed(caravan);
            writeMany("first", 300);
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied > 20, BOUND);
            writeMany("second", 300);
            caravan.kill();
        }
        writeMany("third", 50);
        try (CaravanProcess caravan = start("C")) {
            caravan.awaitDrained(BOUND);
            Trees.assertEqual(source, target, "--exclude=.caravan.*.tmp");
            // Of the log nothing is missing; which paths were to be looked at again later is not remembered over a
            // crash.
            assertThat(caravan.attribute("OpenGaps")).isEqualTo(1L);
            caravan.stop();
        }
        // What the crash left half made is taken away by a walk.
        settings.put("caravan.walk.enabled", "true");
        try (CaravanProcess caravan = start("C")) {
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void nothingIsLostWhenTheLogIsRotatedWhileItIsDown() throws Exception {
        try (CaravanProcess caravan = start("C")) {
            log.awaitFollowed(caravan);
            writeMany("first", 20);
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        writeMany("second", 20);
        log.rotate();
        writeMany("third", 20);
        log.rotate();
        writeMany("fourth", 20);
        try (CaravanProcess caravan = start("C")) {
            caravan.awaitDrained(BOUND);
            assertThat(caravan.attribute("OpenGaps")).isEqualTo(0L);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    private CaravanProcess start(String locale) throws IOException {
        return CaravanProcess.run(
                folder,
                settings,
                locale,
                Path.of("config/application.properties").toAbsolutePath(),
                Path.of("routes").toAbsolutePath());
    }

    private void write(Path directory, String name) throws IOException {
        Files.write(directory.resolve(FileNames.toPath(name)), ("of " + name).getBytes(ISO_8859_1));
        log.lookup(directory, name);
    }

    private void writeMany(String name, int files) throws IOException {
        Path directory = Files.createDirectory(source.resolve(name));
        log.lookup(source, name);
        for (int i = 0; i < files; i++) {
            write(directory, name + i);
        }
    }

    private static String directoryName(String name) {
        return name.length() > 250 ? name.substring(4) + ".dir" : name + ".dir";
    }

    /** Nor in the folder that it was started in, nor where the tool was. */
    private void assertNothingWasRun() throws IOException {
        assertThat(Path.of("PWNED")).doesNotExist();
        try (Stream<Path> entries = Files.walk(folder)) {
            assertThat(entries.filter(entry -> entry.getFileName().toString().equals("PWNED")))
                    .isEmpty();
        }
    }
}
