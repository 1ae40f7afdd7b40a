package dev.caravan;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The jar with wrong input: one clear line, exit status 2, and nothing touched; and the few ways to end well without running. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CommandLineIT {
    private static final String SOURCE = "--set caravan.source=source ";
    private static final String ROOTS = SOURCE + "--set caravan.target=target ";
    private static final String LOG = ROOTS + "--set caravan.tail.path=Client.log ";

    /** Arguments, split at spaces where there are no bars, and what the complaint has to say. */
    private record Wrong(String arguments, List<String> complaint) {
        List<String> words() {
            return List.of(arguments.strip().split(arguments.contains("|") ? "\\|" : " +"));
        }

        @Override
        public String toString() {
            return arguments;
        }
    }

    @SuppressWarnings("unused") // by FieldSource
    private static final List<Wrong> WRONG = List.of(
            wrong("run", "caravan.source", "missing", "--set"),
            wrong(SOURCE, "caravan.target", "missing"),
            wrong("run --set caravan.source=nosuch --set caravan.target=target", "caravan.source", "nosuch"),
            wrong("run --set caravan.source=file --set caravan.target=target", "caravan.source", "no directory"),
            wrong(
                    "run " + ROOTS + "--set caravan.setle.quiet-seconds=1",
                    "caravan.setle.quiet-seconds",
                    "did you mean caravan.settle.quiet-seconds"),
            wrong("run " + ROOTS + "--config typo.properties", "typo.properties", "did you mean caravan.copy.workers"),
            wrong("run " + ROOTS + "--config nosuch.properties", "nosuch.properties", "cannot be read"),
            wrong("run " + ROOTS + "--set caravan.exclude", "--set caravan.exclude", "KEY=VALUE"),
            wrong("run " + SOURCE + "--set caravan.target=source", "caravan.target", "inside"),
            wrong("run " + SOURCE + "--set caravan.target=./target/../source", "caravan.target", "inside"),
            wrong("run " + SOURCE + "--set caravan.target=source/inside", "caravan.target", "inside"),
            wrong("run --set caravan.source=target/inside --set caravan.target=target", "caravan.source", "inside"),
            wrong("run " + SOURCE + "--set caravan.target=link-into-source", "caravan.target", "inside"),
            wrong("run " + ROOTS + "--set caravan.state=source/state", "caravan.state", "inside"),
            wrong("run " + ROOTS + "--set caravan.state=link-into-source/state", "caravan.state", "inside"),
            wrong("run " + ROOTS + "--set caravan.state=target/state", "caravan.state", "inside"),
            wrong("run " + LOG, "caravan.resolve.command", "missing", "ccdbfs"),
            wrong(
                    "run " + LOG + "--set caravan.resolve.command=cat --set caravan.settle.quiet-seconds=00",
                    "caravan.settle.quiet-seconds",
                    "1 or more where a log is followed"),
            wrong(
                    "run " + LOG + "--set caravan.resolve.command=no-such-tool",
                    "caravan.resolve.command",
                    "no-such-tool"),
            wrong("run " + LOG + "--set caravan.resolve.command=./no-such-tool", "no-such-tool"),
            wrong("run " + LOG + "--set caravan.resolve.command=./file", "./file"),
            wrong("run " + LOG + "--set caravan.resolve.command=./source", "./source"),
            wrong(
                    "run|" + LOG.strip().replace(' ', '|') + "|--set|caravan.resolve.command=\"./no such tool\" -x",
                    "./no such tool"),
            wrong("run " + LOG + "--set caravan.resolve.command=\"cat", "caravan.resolve.command", "quote"),
            wrong(
                    "run " + LOG + "--set caravan.resolve.command=cat --set caravan.resolve.directory=nosuch",
                    "caravan.resolve.directory",
                    "nosuch"),
            wrong(
                    "run " + LOG + "--set caravan.resolve.command=cat --set caravan.resolve.pattern=(",
                    "caravan.resolve.pattern"),
            wrong(
                    "run " + LOG + "--set caravan.resolve.command=cat --set caravan.resolve.pattern=x",
                    "caravan.resolve.pattern",
                    "group"),
            wrong("run " + ROOTS + "--set caravan.parse.dialect=nfs", "caravan.parse.dialect", "nfs", "ccdbfs"),
            wrong("run " + ROOTS + "--set caravan.parse.zone=Mars/Crater", "caravan.parse.zone"),
            wrong(
                    "run " + ROOTS + "--set caravan.settle.quiet-seconds=soon",
                    "caravan.settle.quiet-seconds",
                    "soon",
                    "whole number"),
            wrong("run " + ROOTS + "--set caravan.copy.workers=0", "caravan.copy.workers", "at least 1"),
            wrong("run " + ROOTS + "--set caravan.walk.workers=-3", "caravan.walk.workers", "-3"),
            wrong("run " + ROOTS + "--set caravan.delete=maybe", "caravan.delete", "trash"),
            wrong("run " + ROOTS + "--routes nosuch", "--routes nosuch"),
            wrong("run " + ROOTS + "--routes source", "--routes source", "*.camel.yaml"),
            wrong("rum " + ROOTS, "rum", "--help"),
            wrong("run " + ROOTS + "--fast", "--fast", "--help"),
            wrong("rescan " + ROOTS, "PATH", "rescan --help"),
            wrong("rescan /etc " + ROOTS, "/etc", "does not lie below"),
            wrong("rescan a ../b " + ROOTS, "../b", "caravan.source"),
            wrong("rescan|source/\u00ff|--set|caravan.exclude=source", "is excluded"),
            wrong("trash", "list, restore or empty"),
            wrong("trash list", "caravan.target", "missing"),
            wrong("trash empty --older-than=-1 " + ROOTS, "--older-than", "-1"),
            wrong("backfill " + SOURCE, "caravan.target", "missing"),
            wrong("doctor --set caravan.nosuch=1", "caravan.nosuch", "did you mean"),
            wrong("demo --seed=x", "--seed", "--help"),
            wrong("demo --set caravan.nosuch=1", "caravan.nosuch"));

    private static Wrong wrong(String arguments, String... complaint) {
        return new Wrong(arguments, List.of(complaint));
    }

    @TempDir
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(folder.resolve("source/inside"));
        Files.createDirectories(folder.resolve("target/inside"));
        Files.createSymbolicLink(folder.resolve("link-into-source"), Path.of("source/inside"));
        Files.writeString(folder.resolve("source/a"), "a");
        Files.writeString(folder.resolve("file"), "no program");
        Files.writeString(folder.resolve("typo.properties"), "caravan.copy.worker=3\n");
    }

    @ParameterizedTest
    @FieldSource("WRONG")
    void saysWhatIsWrongInOneLineAndTouchesNothing(Wrong wrong) throws Exception {
        Map<Path, Object> before = snapshot();

        Ending ending = run(wrong.words());

        assertComplaint(ending, wrong.complaint().toArray(String[]::new));
        assertThat(snapshot()).isEqualTo(before);
    }

    @Test
    void aCorruptCheckpointStopsTheStartAndIsKept() throws Exception {
        Path checkpoint = Files.createDirectory(folder.resolve("state")).resolve("client-log.json");
        Files.writeString(checkpoint, "{\"format\":1,");

        Ending ending = run(List.of(("run " + ROOTS).split(" ")));

        assertComplaint(ending, "client-log.json", "damaged", "restore the file from a copy, or delete it");
        assertThat(checkpoint).hasContent("{\"format\":1,");
        assertThat(folder.resolve("target/.caravan")).doesNotExist();
    }

    @Test
    void aStateFolderThatCannotBeMadeStopsTheStart() throws Exception {
        Ending ending = run(List.of(("run " + ROOTS + "--set caravan.state=file/state").split(" ")));

        assertComplaint(ending, "file/state");
        assertThat(folder.resolve("target/.caravan")).doesNotExist();
    }

    @Test
    void aSecondCaravanDoesNotUseTheStateOfAnother() throws Exception {
        Map<String, String> settings = Map.of(
                "caravan.source", folder.resolve("source").toString(),
                "caravan.target", folder.resolve("target").toString());
        try (CaravanProcess first = CaravanProcess.run(folder, settings)) {
            Files.createDirectory(folder.resolve("other-target"));

            Ending ending =
                    run(List.of("run", "--set", "caravan.source=source", "--set", "caravan.target=other-target"));

            assertComplaint(ending, "state", "another caravan uses it", "caravan.state");
            assertThat(folder.resolve("other-target/.caravan")).doesNotExist();
            first.stop();
        }
    }

    @Test
    void aTargetThatIsNotTheOneOfTheStateIsRefusedUntilTheOperatorSaysSo() throws Exception {
        List<String> backfill = List.of(
                ("backfill " + ROOTS + "--set caravan.settle.quiet-seconds=1 --set caravan.copy.workers=2").split(" "));
        assertThat(run(backfill).status()).isZero();
        Files.move(folder.resolve("target"), folder.resolve("unmounted"));
        Path target = Files.createDirectory(folder.resolve("target"));

        assertComplaint(run(backfill), "target", "has no marker", "delete migration.json");
        assertThat(target).isEmptyDirectory();

        Files.delete(folder.resolve("state/migration.json"));
        assertThat(run(backfill).status()).isZero();
        assertThat(target.resolve("a")).hasContent("a");
    }

    @SuppressWarnings("unused") // by FieldSource
    private static final List<Wrong> BROKEN_ROUTES = List.of(
            wrong("- route:\n    id: here\n\tfrom: x\n", "mine.camel.yaml, line 3"),
            wrong("- route: {id: mine, from: {uri: 'timer:here', stepz: []}}", "stepz", "mine.camel.yaml, line 1"),
            wrong("- route: {id: mine, from: {uri: 'here:x', steps: [{log: hi}]}}", "mine.camel.yaml", "here:"),
            wrong("- route: {id: mine, from: {uri: 'timer:x?period={{here}}', steps: [{log: hi}]}}", "[here]"),
            wrong("- route: {id: mine, from: {uri: 'timer:x', steps: [{bean: {ref: here}}]}}", "No bean", "here"));

    @ParameterizedTest
    @FieldSource("BROKEN_ROUTES")
    void aRouteThatDoesNotStartIsNamedInOneLine(Wrong route) throws Exception {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"), route.arguments());

        Ending ending = run(List.of(("run " + ROOTS).split(" ")));

        assertComplaint(ending, "routes", "do not start", "mine");
        assertComplaint(ending, route.complaint().toArray(String[]::new));
    }

    @Test
    void helpAndVersionEndWell() throws Exception {
        for (String arguments :
                List.of("--help", "--version", "run --help", "demo --help", "trash empty --help", "-h", "-V")) {
            Ending ending = run(List.of(arguments.split(" ")));

            assertThat(ending.status()).as(arguments + ": " + ending).isZero();
            assertThat(ending.out()).as(arguments).isNotBlank();
            assertThat(ending.err()).as(arguments).isEmpty();
        }
        assertThat(run(List.of("--help")).out()).contains("run", "demo", "--config", "--set", "Exit status");
    }

    @Test
    void optionsMayStandBeforeTheCommand() throws Exception {
        Ending ending = run(List.of("--set", "caravan.source=nosuch", "run", "--set", "caravan.target=target"));

        assertComplaint(ending, "caravan.source", "nosuch");
    }

    private static void assertComplaint(Ending ending, String... parts) {
        assertThat(ending.err()).startsWith("caravan: ").endsWith("\n").contains(parts);
        assertThat(ending.err().lines()).as(ending.err()).hasSize(1);
        assertThat(ending.out()).isEmpty();
        assertThat(ending.status()).isEqualTo(2);
    }

    private Ending run(List<String> arguments) throws IOException, InterruptedException {
        return CaravanProcess.execute(folder, arguments);
    }

    /** Every entry with its time of change: a write that was undone shows as well. */
    private Map<Path, Object> snapshot() throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.collect(toMap(entry -> entry, CommandLineIT::changed, (one, other) -> one, TreeMap::new));
        }
    }

    private static Object changed(Path entry) {
        try {
            return Files.getAttribute(entry, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
