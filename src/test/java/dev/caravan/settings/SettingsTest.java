package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.cli.CaravanCommand;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.resolve.ToolSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SettingsTest {
    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private final Map<String, String> given = new HashMap<>();

    @BeforeEach
    void makeRoots() throws IOException {
        source = Files.createDirectories(folder.resolve("source/below")).getParent();
        target = Files.createDirectories(folder.resolve("target/below")).getParent();
        given.put("caravan.source", source.toString());
        given.put("caravan.target", target.toString());
        given.put("caravan.state", folder.resolve("state").toString());
    }

    @Test
    void areWhatIsGivenAndTheDefaults() throws ConfigurationException {
        given.put("caravan.exclude", "aladata");
        given.put("caravan.parse.zone", "Europe/Berlin");
        Settings settings = check();
        assertThat(settings.source()).isEqualTo(source);
        assertThat(settings.target()).isEqualTo(target);
        assertThat(settings.readRoot()).isEqualTo(source);
        assertThat(settings.state()).isEqualTo(folder.resolve("state"));
        assertThat(settings.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(settings.seconds(Key.SETTLE_QUIET_SECONDS)).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.number(Key.COPY_WORKERS)).isEqualTo(32);
        assertThat(settings.exclusions().match(new RelativePath("x/aladata"))).isTrue();
        assertThat(settings.all()).containsEntry("caravan.delete", "trash");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void takeThisHostsZoneWhereNoneIsGiven() throws ConfigurationException {
        assertThat(check().zone()).isEqualTo(ZoneId.systemDefault());
    }

    @ParameterizedTest
    @ValueSource(strings = {"caravan.source", "caravan.target"})
    void refuseThatARootIsMissing(String key) {
        given.put(key, "");
        assertRefused(key, "is missing", "--set " + key + "=DIRECTORY");
    }

    @Test
    void ofAnAgentNeedNoTarget() throws ConfigurationException {
        given.put("caravan.target", "");
        given.put("caravan.tail.path", folder.resolve("Client.log").toString());
        given.put("caravan.resolve.command", "true");
        given.put("caravan.fleet.brokers", "kafka1:9092,kafka2:9092");
        assertThat(check(Role.AGENT).fleetName()).isNotEmpty();
        given.put("caravan.fleet.properties", folder.resolve("nowhere").toString());
        assertThatThrownBy(() -> check(Role.AGENT)).hasMessageContaining("nowhere cannot be read");
        given.put("caravan.fleet.properties", "");
        given.put("caravan.tail.path", "");
        assertThatThrownBy(() -> check(Role.AGENT)).hasMessageStartingWith("caravan.tail.path: is missing");
        given.put("caravan.fleet.brokers", "");
        assertThatThrownBy(() -> check(Role.AGENT)).hasMessageStartingWith("caravan.fleet.brokers: is missing");
    }

    /** Each log is an agent of its own to the movers. */
    @Test
    void ofAnAgentMayNameFurtherHostsLogs() throws ConfigurationException {
        given.put("caravan.resolve.command", "true");
        given.put("caravan.fleet.brokers", "kafka1:9092");
        given.put("caravan.fleet.name", "web1");
        given.put("caravan.feeds", "web1");
        given.put("caravan.feed.web1.path", folder.resolve("Client.log").toString());
        assertThatThrownBy(() -> check(Role.AGENT)).hasMessageStartingWith("caravan.feed.web1.beat: is missing");
        given.put("caravan.feed.web1.beat", "ssh web1 stat /mnt/old/{}");
        assertThat(check(Role.AGENT).feeds()).hasSize(1);
        given.put("caravan.tail.path", folder.resolve("Client.log").toString());
        assertThatThrownBy(() -> check(Role.AGENT)).hasMessageStartingWith("caravan.feeds: names web1");
        given.put("caravan.fleet.name", "web2");
        assertThat(check(Role.AGENT).feeds()).hasSize(1);
    }

    /** What one mover has begun has to be over before another one, which holds it for a quiet period, begins it. */
    @ParameterizedTest
    @CsvSource({"10000, 16, true", "10000, 15, false", "3000, 5, true", "3000, 4, false"})
    void ofAMoverHaveALongerQuietPeriodThanASessionAndAHalf(String session, String quiet, boolean isFit)
            throws ConfigurationException {
        given.put("caravan.resolve.command", "true");
        given.put("caravan.fleet.brokers", "kafka1:9092");
        given.put("caravan.fleet.session-millis", session);
        given.put("caravan.settle.quiet-seconds", quiet);
        if (isFit) {
            assertThat(check(Role.MOVER).role()).isEqualTo(Role.MOVER);
        } else {
            assertThatThrownBy(() -> check(Role.MOVER)).hasMessageStartingWith("caravan.fleet.session-millis: is ");
        }
    }

    private Settings check(Role role) throws ConfigurationException {
        return Settings.check(SettingsFile.load(Optional.empty(), Map.of(), given), role);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caravan.source", "caravan.target", "caravan.read-root"})
    void refuseARootThatIsNoDirectory(String key) throws IOException {
        given.put(key, folder.resolve("nowhere").toString());
        assertRefused(key, "nowhere");
        given.put(key, Files.createFile(folder.resolve("file")).toString());
        assertRefused(key, "file", "is no directory");
        given.put(key, folder.resolve("x".repeat(256)).toString());
        assertRefused(key, "xxx");
        given.put(key, "a\0b");
        assertRefused(key);
        given.put(key, folder + "/two\nlines");
        assertRefused(key, "two\\x0alines");
    }

    @ParameterizedTest
    @CsvSource({
        "source, source, the target is the source",
        "source, source/below, inside it",
        "target/below, target, the source inside the target",
        "source, source/../source/./below, inside it by another name",
        "link-to-source, source, the source by a link",
        "source, link-to-source, the target by a link",
        "source, link-to-source/below, inside it by a link",
        "source, link-into-source, inside it by a link further down",
    })
    void refuseASourceThatIsTheTargetOrInsideIt(String from, String to, String why) throws IOException {
        Files.createSymbolicLink(folder.resolve("link-to-source"), Path.of("source"));
        Files.createSymbolicLink(folder.resolve("link-into-source"), Path.of("source/below"));
        given.put("caravan.source", folder.resolve(from).toString());
        given.put("caravan.target", folder + "/" + to);
        assertRefused("caravan.target", "caravan.source", "inside");
    }

    @Test
    void takeRootsOfWhichOneIsNamedLikeTheBeginningOfTheOther() throws Exception {
        given.put(
                "caravan.target",
                Files.createDirectory(folder.resolve("source2")).toString());
        assertThat(check().target()).isEqualTo(folder.resolve("source2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "target/below", "."})
    void refuseToReadThroughTheTarget(String readRoot) {
        given.put("caravan.read-root", folder.resolve(readRoot).toString());
        assertRefused("caravan.read-root", "caravan.target");
    }

    /** The source is only read, and what is not on the source is removed from the target. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "source/state", "source/a/b/c", "target/state", "link/state"})
    void refuseAStateThatWouldBeWrittenIntoARoot(String state) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("source"));
        given.put("caravan.state", folder.resolve(state).toString());
        assertRefused("caravan.state");
        assertThat(source.resolve("state")).doesNotExist();
    }

    static Stream<String> numbers() throws ConfigurationException {
        return SettingsFile.defaults().entrySet().stream()
                .filter(setting -> setting.getValue().matches("[0-9]+"))
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void refuseWhatIsNoNumberInItsRange(String key) {
        for (String value : List.of("", "x", "-1", "1.5", "1e3", "0x10", "9999999999999", "1 000", "10 MB", "\u0661")) {
            given.put(key, value);
            assertRefused(key, "expected a whole number");
        }
    }

    @Test
    void takeZeroWhereItMeansNone() throws ConfigurationException {
        given.put("caravan.settle.echo-seconds", "0");
        given.put("caravan.failures.redeliveries", "0");
        assertThat(check().seconds(Key.SETTLE_ECHO_SECONDS)).isZero();
        given.put("caravan.copy.bandwidth-bytes-per-second", "0");
        assertThat(check().bytesPerSecond(Key.COPY_BANDWIDTH_BYTES_PER_SECOND)).isZero();
        given.put("caravan.copy.workers", "0");
        assertRefused("caravan.copy.workers", "at least 1");
    }

    @Test
    void takeABandwidthThatNoIntHolds() throws ConfigurationException {
        given.put("caravan.copy.bandwidth-bytes-per-second", "12500000000");
        assertThat(check().bytesPerSecond(Key.COPY_BANDWIDTH_BYTES_PER_SECOND)).isEqualTo(12_500_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "caravan.parse.dialect, cephfs, ccdbfs",
        "caravan.parse.dialect, '', moosefs",
        "caravan.delete, Trash, trash",
        "caravan.tail.start, middle, beginning",
        "caravan.walk.enabled, yes, true",
        "caravan.parse.zone, Mars/Olympus, Europe/Berlin",
        "caravan.resolve.pattern, (, regular expression",
        "caravan.resolve.pattern, no group, group",
        "caravan.resolve.gone-pattern, *, regular expression",
        "caravan.exclude, '[a', [a",
        "caravan.exclude, 'fine,[z-a]', [z-a]"
    })
    void refuseAWordThatMeansNothing(String key, String value, String expected) {
        given.put(key, value);
        assertRefused(key, expected);
    }

    @Test
    void tellOfTheLogsOfOtherHosts() throws ConfigurationException {
        given.put("caravan.parse.zone", "Europe/Berlin");
        given.put("caravan.resolve.command", "sh tool");
        given.put("caravan.feeds", "web1, web-2");
        given.put("caravan.feed.web1.path", "/logs/web1.log");
        given.put("caravan.feed.web-2.path", "/logs/web2.log");
        given.put("caravan.feed.web-2.zone", "UTC");
        given.put("caravan.feed.web-2.tool", "cat -x");
        given.put("caravan.feed.web-2.beat", "ssh web2 stat '/mnt/old data/{}'");
        assertThat(check().feeds())
                .containsExactly(
                        new Feed("web1", Path.of("/logs/web1.log"), ZoneId.of("Europe/Berlin"), "", List.of()),
                        new Feed(
                                "web-2",
                                Path.of("/logs/web2.log"),
                                ZoneId.of("UTC"),
                                "cat -x",
                                List.of("ssh", "web2", "stat", "/mnt/old data/{}")));
        assertThat(check().feeds()).extracting(Feed::id).containsExactly("client-log-web1", "client-log-web-2");
        assertThat(check().feedThatIsNotNamed()).isEmpty();
        given.put("caravan.feeds", "web1");
        assertThat(check().feedThatIsNotNamed().orElseThrow()).startsWith("caravan.feed.web-2.");
    }

    @ParameterizedTest
    @CsvSource({
        "caravan.feeds, 'web1,web1', each once",
        "caravan.feeds, 'web1,', separated by commas",
        "caravan.feeds, Web 1, separated by commas",
        "caravan.feed.web1.path, '', is missing",
        "caravan.feed.web1.zone, Mars/Olympus, Mars",
        "caravan.feed.web1.tool, no-such-tool -x, there is no program no-such-tool",
        "caravan.feed.web1.tool, 'sh \"tool', a quote is not closed",
        "caravan.feed.web1.beat, ssh web1 stat /mnt/old, has no {}",
        "caravan.feed.web1.beat, ssh 'web1, a quote is not closed",
        "caravan.settle.quiet-seconds, 0, where a log is followed",
    })
    void refuseALogOfAnotherHostThatMeansNothing(String key, String value, String expected) {
        given.put("caravan.resolve.command", "sh tool");
        given.put("caravan.feeds", "web1");
        given.put("caravan.feed.web1.path", "/logs/web1.log");
        given.put(key, value);
        assertRefused(key.startsWith("caravan.feed.") ? "caravan.feed.web1" : key, expected);
    }

    @Test
    void refuseATailWhoseInodeToolIsNotThere() throws IOException {
        given.put("caravan.tail.path", "/var/log/client.log");
        assertRefused("caravan.resolve.command", "is missing");
        given.put("caravan.resolve.command", "no-such-tool -x");
        assertRefused("caravan.resolve.command", "no-such-tool");
        given.put("caravan.resolve.command", folder + "/no-such-tool");
        assertRefused("caravan.resolve.command", "no-such-tool");
        given.put("caravan.resolve.command", Files.createFile(folder.resolve("tool")) + " -x");
        assertRefused("caravan.resolve.command", "tool");
        given.put("caravan.resolve.command", source + " -x");
        assertRefused("caravan.resolve.command", "source");
    }

    @Test
    void takeAnInodeToolThatIsThere() throws Exception {
        given.put("caravan.tail.path", "/var/log/client.log");
        given.put("caravan.resolve.command", "cat");
        check();
        Path tool = Files.createFile(folder.resolve("tool"));
        Files.setAttribute(tool, "unix:mode", 0755);
        given.put("caravan.resolve.command", tool + " -x");
        check();
        given.put("caravan.resolve.directory", folder.toString());
        given.put("caravan.resolve.command", "./tool -x");
        check();
    }

    @Test
    void takeARootOfAnyName() throws Exception {
        Path odd = Files.createDirectory(folder.resolve(FileNames.ofText("caf\u00e9 $(x)")));
        given.put("caravan.source", folder + "/caf\u00e9 $(x)");
        assertThat(check().source()).isEqualTo(odd);
        given.put("caravan.source", folder + "/source/../caf\u00e9 $(x)");
        assertThat(check().source()).isEqualTo(odd);
    }

    @Test
    void refuseAMountBelowTheSourceWhereNothingIsMounted() throws Exception {
        Files.createDirectory(source.resolve("d"));
        given.put("caravan.mounts", " d ,");
        assertRefused("caravan.mounts", "mount d below ");
        given.put("caravan.mounts", "../d");
        assertRefused("caravan.mounts", "relative to the source");
        given.put("caravan.mounts", " , ");
        assertThat(check().mounts()).isEmpty();
    }

    @Test
    void startTheInodeToolWithinAMooseFsMountWhereNothingElseIsSaid() throws Exception {
        assertThat(check().tool().directory()).isEqualTo(Path.of("").toAbsolutePath());
        given.put("caravan.parse.dialect", "moosefs");
        assertThat(check().tool().directory()).isEqualTo(source);
        // A program by a path is looked for where it is started.
        Path tool = Files.createFile(source.resolve("tool"));
        given.put("caravan.resolve.command", "./tool");
        assertRefused("caravan.resolve.command", "./tool");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        assertThat(check().tool().directory()).isEqualTo(source);

        given.remove("caravan.resolve.command");
        given.put("caravan.resolve.directory", folder.toString());
        assertThat(check().tool().directory()).isEqualTo(folder);
    }

    @Test
    void readTheInodeToolsAnswersAsUsualWhereNothingElseIsSaid() throws ConfigurationException {
        assertThat(check().tool().pattern().pattern()).isEqualTo(ToolSettings.DEFAULT_PATTERN);
        given.put("caravan.resolve.pattern", "(/.*)");
        assertThat(check().tool().pattern().pattern()).isEqualTo("(/.*)");
    }

    /** One clear line on stderr, exit 2, before anything is touched. */
    @ParameterizedTest
    @CsvSource({
        "--set caravan.sorce=/x, caravan.source",
        "--set caravan.parse.dialect=cephfs, cephfs",
        "--set caravan.source=/nowhere, /nowhere",
        "--set caravan.copy.workers=many, caravan.copy.workers",
        "--config /nowhere.properties, /nowhere.properties",
    })
    void areRefusedInOneLineBeforeAnythingIsStarted(String arguments, String expected) {
        List<String> started = new ArrayList<>();
        CommandLine line = CaravanCommand.of((settings, routes, reads) -> {
            started.add("started");
            throw new IllegalStateException("nothing was to be started");
        });
        StringWriter said = new StringWriter();
        line.setErr(new PrintWriter(said, true));
        assertThat(line.execute(arguments.split(" "))).isEqualTo(2);
        assertThat(said.toString())
                .startsWith("caravan: ")
                .contains(expected)
                .endsWith("\n")
                .containsOnlyOnce("\n");
        assertThat(started).isEmpty();
    }

    private Settings check() throws ConfigurationException {
        return Settings.check(SettingsFile.load(Optional.empty(), Map.of(), given));
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(this::check)
                .as("%s", given)
                .isInstanceOf(ConfigurationException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains(parts)
                        .startsWith(parts[0])
                        .doesNotContain("\n"));
    }
}
