package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Batch;
import dev.caravan.change.Custody;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.TaskBearer;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureJournalTest {
    private static final RelativePath PATH = new RelativePath("a b/${body}\u00ff\n");
    private static final RelativePath OTHER = new RelativePath("other");

    @TempDir
    Path state;

    private final SettableClock clock = new SettableClock();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final FaultyDisk disk = FaultyDisk.sound();
    private final IOException cause = new IOException("no space \u001b[1m");
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final LowWaterMark<Integer> mark = new LowWaterMark<>(Optional.of(0));

    private FailureJournal journal(Disk on) throws IOException {
        return new FailureJournal(state, Duration.ofMinutes(1), clock, meters, on);
    }

    private Task task(RelativePath path) {
        return new Task(path, mark.issue(1), clock.instant(), Task.Origin.HINT, 0);
    }

    private boolean isReleased() {
        return mark.get().equals(Optional.of(1));
    }

    @Test
    void writesOneLineThatBothAPersonAndAProgramCanRead() throws IOException {
        journal(disk).failed(task(PATH), cause);

        assertThat(Files.readString(state.resolve("failures.jsonl")))
                .isEqualTo("{\"path\":\"a b/${body}\\u00FF\\n\",\"since\":\"2026-03-26T12:00:00Z\",\"attempts\":1,"
                        + "\"error\":\"java.io.IOException: no space \\\\x1b[1m\",\"next\":\"2026-03-26T12:01:00Z\","
                        + "\"text\":\"a b/${body}\\\\xff\\\\x0a\"}\n");
        assertThat(isReleased()).isTrue();
    }

    @Test
    void holdsTheTicketWhereItCannotBeWritten() throws IOException {
        FailureJournal journal = journal(disk);
        disk.full(true);
        Task task = task(PATH);
        assertThatThrownBy(() -> journal.failed(task, cause))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("failures.jsonl: cannot be written");
        assertThat(isReleased()).isFalse();

        disk.full(false);
        journal.failed(task, cause);
        assertThat(isReleased()).isTrue();
    }

    @Test
    void keepsWhatTheRouteCannotWriteNowAndWritesItLater() throws IOException {
        FailureJournal journal = journal(disk);
        disk.full(true);
        journal.record(task(PATH), new IOException("broken"), exchange);
        assertThat(journal.due()).isEmpty();
        assertThat(isReleased()).isFalse();

        disk.full(false);
        journal.due();
        assertThat(isReleased()).isTrue();
        assertThat(journal.size()).isEqualTo(1);
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToAnHour() throws IOException {
        FailureJournal journal = journal(disk);
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            journal.failed(task(PATH), cause);
            clock.advance(Duration.ofMinutes(minutes).minusMillis(1));
            assertThat(journal.due()).as("just before %s minutes", minutes).isEmpty();
            clock.advance(Duration.ofMillis(1));
            assertThat(journal.due()).as("after %s minutes", minutes).containsExactly(PATH);
        }
    }

    @Test
    void asksForAPathAgainOnlyAfterTheSameTimeWhereNothingCameOfIt() throws IOException {
        FailureJournal journal = journal(disk);
        journal.failed(task(PATH), cause);
        clock.advance(Duration.ofMinutes(1));
        List<RelativePath> due = journal.due();

        assertThat(due).containsExactly(PATH);
        assertThat(journal.due()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(journal.due()).containsExactly(PATH);
    }

    @Test
    void asksForAllAtOnceWhenAnOperatorWantsItAndKeepsTheirPatience() throws IOException {
        FailureJournal journal = journal(disk);
        journal.failed(task(PATH), cause);
        journal.failed(task(PATH), cause);
        assertThat(journal.due()).isEmpty();

        assertThat(journal.retryNow()).isEqualTo(1);
        assertThat(journal.due()).containsExactly(PATH);
        clock.advance(Duration.ofMinutes(2).minusMillis(1));
        assertThat(journal.due()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(journal.due()).containsExactly(PATH);
    }

    @Test
    void asksForAThousandPathsAtMostAndForTheOthersNext() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            lines.append("{\"path\":\"" + i + "\",\"since\":\"2026-03-26T12:00:00Z\",\"attempts\":1,\"error\":\"x\","
                    + "\"next\":\"2026-03-26T12:00:00Z\"}\n");
        }
        Files.writeString(state.resolve("failures.jsonl"), lines);
        FailureJournal journal = journal(disk);

        List<RelativePath> asked = new ArrayList<>(journal.due());
        assertThat(asked).hasSize(1000);
        asked.addAll(journal.due());
        assertThat(asked).hasSize(1500).doesNotHaveDuplicates();
    }

    @Test
    void forgetsAPathThatIsDone() throws IOException {
        FailureJournal journal = journal(disk);
        journal.failed(task(PATH), cause);
        journal.failed(task(OTHER), cause);
        int steps = disk.steps();
        journal.forget(PATH);
        assertThat(disk.steps()).isGreaterThan(steps);
        assertThat(meters.get("caravan.checkpoint.failures").gauge().value()).isEqualTo(1);

        clock.advance(Duration.ofHours(2));
        assertThat(journal(disk).due()).containsExactly(OTHER);
    }

    @Test
    void touchesNoDiskForAPathThatNeverFailed() throws IOException {
        FailureJournal journal = journal(disk);
        int steps = disk.steps();
        journal.forget(PATH);

        assertThat(disk.steps()).isEqualTo(steps);
    }

    @Test
    void aPathThatIsDoneIsDoneThoughTheDiskIsFull() throws IOException {
        FailureJournal journal = journal(disk);
        journal.failed(task(PATH), cause);
        disk.full(true);
        journal.forget(PATH);

        clock.advance(Duration.ofMinutes(1));
        assertThat(journal.due()).isEmpty();
        disk.full(false);
        journal.close();
        assertThat(journal(disk).size()).isZero();
    }

    @Test
    void remembersOverRestartsHowOftenAPathFailed() throws IOException {
        for (int restart = 0; restart < 3; restart++) {
            try (FailureJournal journal = journal(disk)) {
                journal.failed(task(PATH), cause);
            }
        }
        FailureJournal journal = journal(disk);

        clock.advance(Duration.ofMinutes(3));
        assertThat(journal.due()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(journal.due()).containsExactly(PATH);
    }

    @Test
    void stopsTheStartAtAPathThatLeavesTheRoot() throws IOException {
        Files.writeString(
                state.resolve("failures.jsonl"),
                "{\"path\":\"../x\",\"since\":\"2026-03-26T12:00:00Z\",\"attempts\":1,\"error\":\"x\","
                        + "\"next\":\"2026-03-26T12:00:00Z\"}\n");

        assertThatThrownBy(() -> journal(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("failures.jsonl: line 1 is damaged")
                .hasMessageContaining("mend or delete that line");
    }

    @ParameterizedTest
    @EnumSource
    void aReleasedTicketHasItsLineAfterACrashAtAnyStep(FaultyDisk.Crash crash) throws IOException {
        boolean crashed = true;
        for (int step = 0; crashed; step++) {
            Files.deleteIfExists(state.resolve("failures.jsonl"));
            FaultyDisk crashing = FaultyDisk.crashingAt(step, crash);
            LowWaterMark<Integer> feed = new LowWaterMark<>(Optional.of(0));
            Task task = new Task(PATH, feed.issue(1), clock.instant(), Task.Origin.HINT, 0);
            try (FailureJournal journal = journal(crashing)) {
                journal.failed(task, cause);
            } catch (IOException e) {
                assertThat(crashing.hasCrashed()).isTrue();
            }
            crashed = crashing.hasCrashed();
            if (feed.get().equals(Optional.of(1))) {
                assertThat(journal(Disk.REAL).size())
                        .as("crash %s step %s", crash, step)
                        .isOne();
            }
        }
        assertThat(journal(Disk.REAL).size()).isOne();
    }

    @Test
    void isABeanThatARouteCallsWithATaskOrAVerdict() throws Exception {
        FailureJournal journal = journal(disk);
        CamelContext context = new DefaultCamelContext();
        try {
            context.getRegistry().bind("failures", journal);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(Exception.class).handled(true).to("bean:failures?method=record");
                    from("direct:in").throwException(cause);
                }
            });
            context.start();
            Task other = new Task(OTHER, Ticket.NONE, clock.instant(), Task.Origin.HINT, 0);
            Verdict verdict = new Verdict.InSync(other, new Look(clock.instant(), clock.instant()));
            context.createProducerTemplate().sendBody("direct:in", task(PATH));
            context.createProducerTemplate().sendBody("direct:in", verdict);
        } finally {
            context.stop();
        }

        assertThat(isReleased()).isTrue();
        assertThat(Files.readString(state.resolve("failures.jsonl")))
                .contains("java.io.IOException: no space", "\"other\"")
                .hasLineCount(2);
    }

    @Test
    void recordsEveryTaskThatTheBodyTellsOf() throws IOException {
        FailureJournal journal = journal(disk);
        Task other = new Task(OTHER, Ticket.NONE, clock.instant(), Task.Origin.HINT, 0);
        Look look = new Look(clock.instant(), clock.instant());
        Verdict verdict = new Verdict.InSync(task(PATH), look);
        journal.record(new Batch(List.of(verdict, new Verdict.InSync(other, look)), 1, () -> {}), cause, exchange);
        assertThat(journal.size()).isEqualTo(2);
        assertThat(isReleased()).isTrue();
        journal.record((TaskBearer) () -> other, cause, exchange);
        assertThat(journal.size()).isEqualTo(2);
    }

    @Test
    void leavesToTheExchangesEndWhatTheBodyDoesNotTell() throws IOException {
        FailureJournal journal = journal(disk);
        Custody.take(exchange, task(PATH));
        journal.record("anything", cause, exchange);
        assertThat(journal.size()).isZero();
        assertThat(isReleased()).isFalse();
    }

    @Test
    void givesNoTicketBackThatTheExchangeDoesNotHold() throws IOException {
        FailureJournal journal = journal(disk);
        Task task = task(PATH);
        Custody.take(exchange, task);
        Custody.end(exchange, task);
        journal.record(task, cause, exchange);
        assertThat(journal.size()).isEqualTo(1);
        assertThat(isReleased()).isFalse();
    }

    /** Until the walk has been there, nobody else knows of it. */
    @Test
    void keepsWhatIsToBeWalked() throws IOException {
        FailureJournal journal = journal(disk);
        journal.failed(task(PATH), cause);
        Look look = new Look(clock.instant(), clock.instant());
        Task again = new Task(PATH, Ticket.NONE, clock.instant(), Task.Origin.HINT, 0);
        journal.done(new Verdict.WalkAsked(again, look, PATH));
        assertThat(journal.size()).isEqualTo(1);
        journal.end(new Batch(List.of(new Verdict.Failed(again, look, cause)), 1, () -> {}), exchange);
        assertThat(journal.size()).isEqualTo(1);
        journal.done(new Verdict.Lost(again, look));
        assertThat(journal.size()).isEqualTo(1);
        journal.end(new Batch(List.of(new Verdict.Applied(again, look, true)), 1, () -> {}), exchange);
        assertThat(journal.size()).isZero();
    }

    @Test
    void failsWhatWasNeverCarriedOut() throws IOException {
        FailureJournal journal = journal(disk);
        Look look = new Look(clock.instant(), clock.instant());
        Verdict verdict = new Verdict.Remove(task(PATH), look, Entries.file());
        journal.end(new Batch(List.of(verdict), 1, () -> {}), exchange);
        assertThat(journal.size()).isEqualTo(1);
    }

    @Test
    void refusesABodyThatNamesNoPath() throws IOException {
        FailureJournal journal = journal(disk);

        assertThatThrownBy(() -> journal.record(new HintBatch(List.of(), Ticket.NONE), cause, exchange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HintBatch");
        assertThatThrownBy(() -> journal.record(null, cause, exchange)).isInstanceOf(IllegalArgumentException.class);
    }
}
