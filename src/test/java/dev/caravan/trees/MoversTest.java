package dev.caravan.trees;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.caravan.entry.Maker;
import dev.caravan.posix.NativePosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoversTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    /** A process of a host that has another boot id. */
    private static final String ELSEWHERE = "00000000-1a-2b";

    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private Path leases;
    private long nanos = Long.MAX_VALUE - 1000;
    private Movers movers;

    @BeforeEach
    void join() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        leases = target.resolve(".caravan/movers");
        movers = new Movers(Roots.open(source, target), new NativePosix(), Lease.own("run", START), () -> nanos);
    }

    @Test
    void saysWhoItIsAndRenewsThat() throws IOException {
        movers.round();
        Lease first = own().orElseThrow();
        assertThat(first.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(first.command()).isEqualTo("run");
        assertThat(first.started()).isEqualTo(START.toString());
        movers.round();
        assertThat(own()).contains(first.renewed());
        assertThat(names()).containsExactly(Maker.OWN + ".json");
        assertThat(movers.state(Maker.OWN)).isEqualTo(Maker.State.LIVES);
        assertThat(movers.others()).isEmpty();
    }

    @Test
    void takesItsLeaseAlongWhenItEnds() throws IOException {
        movers.round();
        lease(ELSEWHERE, 1);
        movers.close();
        movers.close();
        assertThat(names()).containsExactly(ELSEWHERE + ".json");
    }

    @Test
    void knowsAProcessOfAnotherHostByItsLease() throws IOException {
        lease(ELSEWHERE, 1);
        movers.round();
        pass(59);
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.LIVES);
        assertThat(movers.others()).hasToString("[backfill, process 7 on h\\xe9re]");
        lease(ELSEWHERE, 2);
        movers.round();
        pass(59);
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.LIVES);
        pass(1);
        assertThat(movers.others()).isEmpty();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.ENDED);
        movers.round();
        assertThat(names()).containsExactly(Maker.OWN + ".json");
        // What it left is removed though its lease is gone.
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.ENDED);
    }

    /** It was stopped, for example with its whole machine. */
    @Test
    void knowsAProcessAgainThatGoesOnAfterItWasTakenForEnded() throws IOException {
        lease(ELSEWHERE, 1);
        movers.round();
        pass(60);
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.ENDED);
        lease(ELSEWHERE, 2);
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.LIVES);
        Files.delete(leases.resolve(ELSEWHERE + ".json"));
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
    }

    /** A process that was stopped itself has seen no renewal in that time. */
    @Test
    void readsALeaseOnceMoreBeforeItTakesItsProcessForEnded() throws IOException {
        lease(ELSEWHERE, 1);
        movers.round();
        lease(ELSEWHERE, 20);
        pass(300);
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.LIVES);
        pass(60);
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.ENDED);
    }

    @Test
    void readsALeaseThatIsNewerThanItsLastRound() throws IOException {
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
        lease(ELSEWHERE, 1);
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.LIVES);
    }

    @Test
    void asksTheKernelForAProcessOfThisHost() throws IOException {
        // No process has this number.
        String gone = Maker.OWN.replaceAll("-.*", "-7fffffff-1");
        lease(gone, 1);
        Files.createFile(leases.resolve(gone + ".json.new"));
        assertThat(movers.state(gone)).isEqualTo(Maker.State.ENDED);
        movers.round();
        assertThat(names()).containsExactly(Maker.OWN + ".json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{\"format\":1,\"host\":\"h\",\"pid\":7,\"comm",
                "{\"format\":1,\"host\":null,\"pid\":7,\"command\":\"run\",\"started\":\"\",\"renewals\":1}",
                "{\"format\":1,\"host\":\"h\",\"pid\":7,\"command\":\"run\",\"started\":\"\",\"renewals\":\"x\"}",
                "{\"format\":2,\"host\":\"h\",\"pid\":7,\"command\":\"run\",\"started\":\"\",\"renewals\":1}"
            })
    void takesWhatIsNoLeaseForNone(String content) throws IOException {
        Files.createDirectories(leases);
        Files.writeString(leases.resolve(ELSEWHERE + ".json"), content);
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
        pass(599);
        movers.round();
        assertThat(names()).hasSize(2);
        pass(1);
        movers.round();
        assertThat(names()).containsExactly(Maker.OWN + ".json");
    }

    @Test
    void leavesAloneWhatIsNotItsOwnKindOfFile() throws IOException {
        Files.createDirectories(leases.resolve(ELSEWHERE + ".json/in"));
        Files.writeString(leases.resolve("notes.json"), "");
        Files.createSymbolicLink(leases.resolve("00000000-1-1.json"), Path.of("notes.json"));
        movers.round();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
        assertThat(movers.state("00000000-1-1")).isEqualTo(Maker.State.UNKNOWN);
        pass(600);
        movers.round();
        assertThat(names()).contains(Maker.OWN + ".json", "notes.json", ELSEWHERE + ".json");
    }

    @Test
    void doesWithoutALeaseWhereItCannotBeWritten() throws IOException {
        Files.writeString(leases, "a file");
        assertThatCode(movers::round).doesNotThrowAnyException();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
        Files.delete(leases);
        movers.round();
        assertThat(own()).isPresent();
        assertThatCode(movers::close).doesNotThrowAnyException();
    }

    @Test
    void followsNoLink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(leases, elsewhere);
        movers.round();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void writesNothingUnderTheMountPointOfATargetThatIsNotMounted() throws IOException {
        movers.round();
        Files.move(target, folder.resolve("unmounted"));
        Files.createDirectories(target.resolve(".caravan"));
        movers.round();
        assertThat(leases).doesNotExist();
        assertThat(movers.state(ELSEWHERE)).isEqualTo(Maker.State.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b\\c", "h\u00e9", "\u0000\n\u0007{}"})
    void keepsAnyNameOfAHost(String host) throws IOException {
        Lease lease = new Lease(1, host, 7, "run", START.toString(), 1);
        assertThat(Lease.of(lease.bytes())).contains(lease);
        assertThat(new String(lease.bytes(), ISO_8859_1)).matches("\\p{Print}*");
        assertThat(lease.toString()).matches("\\p{Print}*");
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private void lease(String maker, long renewals) throws IOException {
        Files.createDirectories(leases);
        Files.write(
                leases.resolve(maker + ".json"),
                new Lease(1, "h\u00e9re", 7, "backfill", START.toString(), renewals).bytes());
    }

    private Optional<Lease> own() throws IOException {
        return Lease.of(Files.readAllBytes(leases.resolve(Maker.OWN + ".json")));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(leases)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }
}
