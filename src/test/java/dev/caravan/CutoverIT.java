package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The switch, by the commands that an operator gives to the Caravan that runs. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class CutoverIT extends LoggedTreesFixture {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int FILES = 200;

    private Path state;

    @BeforeEach
    void fillTheSource() throws IOException {
        Tools.require("rsync");
        state = folder.resolve("state");
        settings.put("caravan.state", state.toString());
        settings.put("caravan.settle.quiet-seconds", "5");
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("before-" + i), "content " + i);
        }
    }

    @Test
    void whatIsHeldIsCopiedAtOnceAndNothingAfterIt() throws Exception {
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitDrained(BOUND);
            Ending early = command("cutover", "--trust-log");
            assertThat(early.status()).as(early.toString()).isEqualTo(1);
            assertThat(early.out()).contains("never compared").contains("caravan verify");
            Ending verified = command("verify");
            assertThat(verified.status()).as(verified.toString()).isZero();
            caravan.awaitDrained(BOUND);
            for (String[] question : new String[][] {{"cutover"}, {"cutover", "--trust-log"}}) {
                Ending ready = command(question);
                assertThat(ready.status()).as(ready.toString()).isZero();
                assertThat(ready.out()).startsWith("READY").contains("The freeze would take");
            }

            // The last changes, which would be held for five seconds and more.
            for (int i = 0; i < 20; i++) {
                write("last-" + i, "the last " + i);
            }
            Files.delete(source.resolve("before-7"));
            log.lookup(source, "before-7");
            // What went may count as an echo of the comparison just before, and so be left to a later look.
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held >= 20, BOUND);
            // By another client, so that no log tells of it.
            Files.writeString(source.resolve("before-8"), "nobody told");
            Ending done = command("cutover", "--frozen", "--prove-seconds", "1", "--log-lag-seconds", "1");
            assertThat(done.status()).as(done.toString()).isZero();
            assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
            assertThat(caravan.attribute("State")).isEqualTo("CUT_OVER");
            assertThat(target.resolve("before-8")).hasContent("nobody told");
            assertThat(evidence(".txt"))
                    .contains("0 differences")
                    .contains(source.toString())
                    .contains("within the freeze")
                    .contains(" entries, complete");
            assertThat(evidence(".json")).contains("\"settings\"");

            // People work on the target from here on.
            Files.writeString(target.resolve("last-0"), "new work on the target");
            write("last-0", "somebody still writes to the old side");
            TimeUnit.SECONDS.sleep(8);
            assertThat(target.resolve("last-0")).hasContent("new work on the target");
            caravan.stop();
        }
        for (String command : List.of("run", "backfill")) {
            Ending refused = command(command);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("was cut over")
                    .contains("--again")
                    .hasLineCount(1);
        }
        String known = settings.put("caravan.state", folder.resolve("another").toString());
        Ending another = command("backfill");
        assertThat(another.status()).as(another.toString()).isEqualTo(2);
        assertThat(another.err()).contains("was cut over", "by another state folder");
        settings.put("caravan.state", known);
        assertThat(target.resolve("last-0")).hasContent("new work on the target");
        Ending again = command("backfill", "--again");
        assertThat(again.status()).as(again.toString()).isZero();
        assertThat(target.resolve("last-0")).hasContent("somebody still writes to the old side");
        assertThat(state.resolve("cutover.json"))
                .content()
                .contains("\"done\" : false")
                .contains("\"again\" : [ \"");
    }

    @Test
    void aWriteDuringTheFreezeEndsItAndNothingIsLost() throws Exception {
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitDrained(BOUND);
            assertThat(command("verify").status()).isZero();
            caravan.awaitDrained(BOUND);
            CompletableFuture<Ending> cutover = CompletableFuture.supplyAsync(() -> cutOverSlowly());
            await().atMost(BOUND).until(() -> caravan.output().contains("cut-over: PROVE"));
            TimeUnit.SECONDS.sleep(2);
            write("written in the freeze", "by somebody who did not know");
            Ending ending = cutover.get(60, TimeUnit.SECONDS);
            assertThat(ending.status()).as(ending.toString()).isEqualTo(1);
            assertThat(ending.out()).contains("written in the freeze");
            assertThat(state.resolve("cutover.json")).doesNotExist();

            caravan.awaitDrained(BOUND);
            assertThat(caravan.attribute("State")).isEqualTo("FOLLOWING");
            assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
            caravan.stop();
        }
    }

    @Test
    void aKilledOneIsToldOfAndRepeated() throws Exception {
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitDrained(BOUND);
            assertThat(command("verify").status()).isZero();
            write("late", "held when it is killed");
            CompletableFuture<Ending> cutover = CompletableFuture.supplyAsync(() -> cutOverSlowly());
            await().atMost(BOUND).until(() -> caravan.output().contains("cut-over: PROVE"));
            caravan.kill();
            assertThat(cutover.get(60, TimeUnit.SECONDS).status()).isNotZero();
        }
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            assertThat(caravan.output()).contains("cut-over").contains("PROVE");
            caravan.awaitDrained(BOUND);
            assertThat(caravan.attribute("FailedEntries"))
                    .as(Files.readString(state.resolve("failures.jsonl")) + caravan.output())
                    .isEqualTo(0L);
            // What changed before the crash is not remembered.
            assertThat(command("verify").status()).isZero();
            caravan.awaitDrained(BOUND);
            Ending done =
                    command("cutover", "--frozen", "--trust-log", "--prove-seconds", "1", "--log-lag-seconds", "1");
            assertThat(done.status())
                    .as(done + Files.readString(state.resolve("failures.jsonl")) + caravan.output())
                    .isZero();
            assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
            caravan.stop();
        }
    }

    private Ending cutOverSlowly() {
        try {
            // Longer than the source has been quiet, whatever else this machine does.
            return command("cutover", "--frozen", "--prove-seconds", "600", "--log-lag-seconds", "1");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Ending command(String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(command));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return CaravanProcess.execute(folder, arguments);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(source.resolve(name), content);
        log.lookup(source, name);
    }

    private String evidence(String ending) throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            Path page = files.filter(file -> file.getFileName().toString().matches("cutover-2[0-9TZ]*\\" + ending))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(page);
        }
    }
}
