package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.moosefs.Trees;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeClientLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The logs of two hosts that write to the source, while Caravan reads it through a mount that no log tells of. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OtherHostsIT extends LoggedTreesFixture {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private FakeClientLog web1;
    private FakeClientLog web2;

    /** Looks up a name on a host, as its client logs it, as long as the host's file {@code up} is there. */
    private Path beat;

    @BeforeEach
    void followTheLogsOfTwoHosts() throws IOException {
        web1 = host("web1");
        web2 = host("web2");
        beat = Files.writeString(folder.resolve("beat"), """
                #!/bin/sh
                [ -e "%1$s/$1/up" ] || exit 1
                inode=$(printf %%x "$(stat -c %%i '%2$s')")
                echo "DEBUG: $(date -u '+%%m-%%d %%H:%%M:%%S'):  Client * 7 [ccdb:NFSClient.cpp:625:7]Lookup,\
                 parentDirInode:0x$inode, dentryName:$2" >> "%1$s/$1/Client.log"
                """.formatted(folder, source));
        assertThat(beat.toFile().setExecutable(true)).isTrue();
        settings.put("caravan.tail.path", "");
        settings.put("caravan.feeds", "web1, web2");
        for (String name : new String[] {"web1", "web2"}) {
            settings.put(
                    "caravan.feed." + name + ".path",
                    folder.resolve(name).resolve("Client.log").toString());
            settings.put("caravan.feed." + name + ".beat", "sh " + beat + " " + name + " {}");
        }
        settings.put("caravan.settle.heartbeat-millis", "500");
        settings.put("caravan.walk.heal-seconds", "1");
    }

    private FakeClientLog host(String name) throws IOException {
        Path host = Files.createDirectory(folder.resolve(name));
        Files.createFile(host.resolve("up"));
        return new FakeClientLog(host.resolve("Client.log"), source);
    }

    @Test
    void eachLogIsFollowedFromItsOwnPlaceAndLookedAtOnce() throws Exception {
        settings.put("caravan.walk.enabled", "false");
        try (CaravanProcess caravan = run()) {
            awaitTelling(caravan);
            write(web1, "of one");
            write(web2, "of two");
            caravan.awaitDrained(BOUND);
            Trees.assertEqual(source, target);
            // None of the looks came back as news.
            assertThat(caravan.attribute("HeldPaths")).isEqualTo(0L);
            caravan.kill();
        }
        write(web2, "while nobody listens");
        try (CaravanProcess caravan = run()) {
            awaitTelling(caravan);
            await().atMost(BOUND).until(() -> Files.exists(target.resolve("while nobody listens")));
            web1.rotate();
            write(web1, "in the next log");
            caravan.awaitDrained(BOUND);
            Trees.assertEqual(source, target);
            caravan.stop();
        }
    }

    /** The common tool takes every inode for the root's: only the log that names its own tool is understood. */
    @Test
    void aLogAsksTheToolThatItNames() throws Exception {
        settings.put("caravan.walk.enabled", "false");
        settings.put("caravan.feed.web2.tool", settings.get("caravan.resolve.command"));
        Path rootOnly = Files.writeString(
                folder.resolve("root-only"),
                "while read -r question; do echo \"inode $question is directory /disk/\"; done\n");
        settings.put("caravan.resolve.command", "sh " + rootOnly);
        Path one = Files.createDirectory(source.resolve("one"));
        Path two = Files.createDirectory(source.resolve("two"));
        try (CaravanProcess caravan = run()) {
            awaitTelling(caravan);
            Files.writeString(one.resolve("f"), "of one");
            web1.lookup(one, "f");
            Files.writeString(two.resolve("f"), "of two");
            web2.lookup(two, "f");
            await().atMost(BOUND).until(() -> Files.exists(target.resolve("two/f")));
            caravan.awaitDrained(BOUND);
            assertThat(target.resolve("one")).doesNotExist();
            caravan.stop();
        }
    }

    @Test
    void aHostWhoseLogFallsSilentIsNamedAndHealedByAWalk() throws Exception {
        try (CaravanProcess caravan = run()) {
            awaitTelling(caravan);
            Files.delete(folder.resolve("web2/up"));
            awaitLogs(caravan, "web2: 0 B behind, is silent");
            Files.writeString(source.resolve("missed"), "missed");
            write(web1, "told");

            CaravanProcess.Ending asked =
                    CaravanProcess.execute(folder, List.of("status", "--set=caravan.state=" + folder.resolve("state")));
            assertThat(asked.out())
                    .contains(
                            "web1: 0 B behind, tells what is looked up; done up to byte ",
                            "web2: 0 B behind, is silent: changes on that host are missed; done up to byte ");

            Files.createFile(folder.resolve("web2/up"));
            awaitTelling(caravan);
            await().atMost(BOUND).until(() -> Files.exists(target.resolve("missed")));
            caravan.awaitAttribute("OpenGaps", Long.class, gaps -> gaps == 0, BOUND);
            Trees.assertEqual(source, target);
            assertThat(caravan.output()).contains("client-log-web2: is silent");
            caravan.stop();
        }
    }

    @Test
    void aLogThatIsGoneIsShown() throws Exception {
        try (CaravanProcess caravan = run()) {
            awaitTelling(caravan);
            Files.delete(folder.resolve("web1/up"));
            // A beat that is under way may make the log once more.
            await().atMost(BOUND).until(() -> {
                Files.deleteIfExists(folder.resolve("web1/Client.log"));
                return caravan.attribute("Logs").toString().contains("web1: is missing or cannot be read");
            });
            assertThat(caravan.attribute("State")).isEqualTo("NO_LOG");
            caravan.stop();
        }
    }

    @Test
    void aHostThatCannotBeAskedIsShown() throws Exception {
        settings.put("caravan.feed.web2.beat", "");
        try (CaravanProcess caravan = run()) {
            awaitLogs(caravan, "web2: 0 B behind, nothing shows whether it is whole");
            caravan.stop();
        }
    }

    private CaravanProcess run() throws IOException {
        return CaravanProcess.run(folder, settings);
    }

    private void write(FakeClientLog log, String name) throws IOException {
        Files.writeString(source.resolve(name), name);
        log.lookup(source, name);
    }

    private static void awaitTelling(CaravanProcess caravan) {
        for (String name : new String[] {"web1", "web2"}) {
            awaitLogs(caravan, name + ": 0 B behind, tells what is looked up");
        }
    }

    private static void awaitLogs(CaravanProcess caravan, String expected) {
        caravan.awaitAttribute("Logs", String.class, logs -> logs.contains(expected), BOUND);
    }
}
