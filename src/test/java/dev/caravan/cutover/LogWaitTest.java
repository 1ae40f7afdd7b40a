package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Heartbeat;
import dev.caravan.cutover.CutoverProgress.Outcome;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wait for the lines of a log that are on their way when the source is frozen. */
class LogWaitTest extends CutoverFixture {
    @Test
    void drainsOnlyOnceTheLogHasShownWhatWasLookedUp() {
        caravan.pollsToHear = 200;
        // A line that comes late.
        caravan.atPoll.put(49, () -> caravan.change("late"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 1000L).containsEntry(Step.DRAIN, 0L);
        assertThat(caravan.compared.get(0).paths()).contains(new RelativePath("late"));
        assertThat(page()).contains("what was looked up at 2026-03-26T11:45:56Z, which came by 2026-03-26T11:45:57Z");
    }

    @Test
    void endsWhereTheLogFallsSilent() throws IOException {
        caravan.pollsToHear = Integer.MAX_VALUE;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason())
                .contains("the log has not shown what Caravan looked up 60 s ago")
                .contains("--log-lag-seconds");
        assertThat(caravan.clock.instant()).isEqualTo(START.plus(LogWait.PATIENCE));
        assertLiveAgain();
        caravan.pollsToHear = 0;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void takesReadingWhatWasThereBeforeForNoSilence() {
        caravan.isRead = false;
        caravan.pollsToHear = 40_000;
        caravan.atPoll.put(36_000, () -> caravan.isRead = true);
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 200_000L);
    }

    @Test
    void waitsForALogThatShowsNothingAndSaysThatItRestsOnThat() {
        caravan.shown = Heartbeat.Shown.NO;
        caravan.atPoll.put(1999, () -> caravan.change("late"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 10_000L);
        assertThat(caravan.compared.get(0).paths()).contains(new RelativePath("late"));
        assertThat(page()).contains("10.000 s after 2026-03-26T11:45:56Z; it does not show what is looked up");
    }

    @Test
    void waitsForALogOfWhichNothingIsKnownAsForOneThatShows() {
        caravan.shown = Heartbeat.Shown.UNKNOWN;
        caravan.pollsToHear = Integer.MAX_VALUE;
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 60_000L);
        assertThat(page()).contains("60.000 s after ").contains("it does not show what is looked up");
    }

    @ParameterizedTest
    @CsvSource({"1, 1500", "3, 3000"})
    void waitsForLinesOnTheirWayHoweverShortTheLogLags(long lagSeconds, long expected) {
        caravan.shown = Heartbeat.Shown.NO;
        caravan.onItsWay = Duration.ofMillis(1500);
        cutOver(new Options(true, List.of(), false, false, false, 0L, null, lagSeconds));
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, expected);
    }

    @Test
    void waitsUntilAllHintsOfAFleetAreTaken() {
        caravan.isFleet = true;
        caravan.pollsToHear = 40;
        caravan.pollsToTake = 200;
        caravan.isRead = false;
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 1000L);
    }

    @Test
    void namesTheAgentsWhoseLogsHaveNotShownWhatWasLookedUp() throws IOException {
        caravan.isFleet = true;
        caravan.pollsToHear = Integer.MAX_VALUE;
        caravan.unheard = List.of("client-log-web2");
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("client-log-web2: what was looked up there 60 s ago has not come out");
        assertLiveAgain();
    }

    /** Of a log that shows no lookups a fixed wait is believed, but not where an agent would have to tell. */
    @Test
    void believesNoAgentThatTellsNothing() {
        caravan.isFleet = true;
        caravan.shown = Heartbeat.Shown.UNKNOWN;
        caravan.pollsToHear = Integer.MAX_VALUE;
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
    }

    /** The brokers go away during the freeze, and with them whatever could be asked. */
    @Test
    void givesUpWhereAFleetCannotBeAskedForLong() throws IOException {
        caravan.isFleet = true;
        caravan.pollsToTake = Integer.MAX_VALUE;
        caravan.isRead = false;
        caravan.atPoll.put(
                10, () -> caravan.fleetFaults = List.of(Reason.bar("brokers", "the brokers do not answer", "wait")));
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("the brokers do not answer");
        assertLiveAgain();
    }

    @Test
    void isNotEndedByAFaultThatPasses() {
        caravan.isFleet = true;
        caravan.pollsToTake = 24_000;
        caravan.isRead = false;
        caravan.atPoll.put(10, () -> caravan.fleetFaults = List.of(Reason.bar("agent", "is silent", "wait")));
        caravan.atPoll.put(400, () -> caravan.fleetFaults = List.of());
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void asksOnceMoreWhereAnAgentJoinsMeanwhile() {
        caravan.isFleet = true;
        caravan.pollsToHear = 200;
        caravan.atPoll.put(80, () -> caravan.feeds = List.of("client-log-web1", "client-log-web2"));
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 2000L);
        assertThat(page()).contains("client-log-web1", "client-log-web2");
    }

    /** All is looked at while the source is frozen, whatever the agents have told. */
    @Test
    void asksNoAgentWhereTheLogIsNotTrusted() {
        caravan.isFleet = true;
        caravan.pollsToHear = Integer.MAX_VALUE;
        caravan.pollsToTake = Integer.MAX_VALUE;
        caravan.fleetFaults = List.of(Reason.bar("agent", "agent web2: is silent", "start it"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).contains("walk");
    }

    /** An agent dies after its log has shown what was looked up, and before the switch. */
    @Test
    void anAgentThatDiesDuringTheFreezeBarsTheSwitch() throws IOException {
        caravan.isFleet = true;
        caravan.pollsToHear = 10;
        caravan.atPoll.put(5, () -> caravan.change("late"));
        caravan.pollsToVerify = 100;
        caravan.atPoll.put(
                50, () -> caravan.fleetFaults = List.of(Reason.bar("agent", "agent web2: is silent", "start it")));
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("agent web2: is silent");
        assertLiveAgain();
    }

    @Test
    void waitsForLinesOfAnotherFeedThanTheOneThatShowedItself() {
        caravan.onItsWay = Duration.ofMillis(1500);
        cutOver(AT_ONCE);
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 0L);
        caravan.clock.advance(Duration.ofSeconds(1));
        caravan.feeds = List.of("client-log", "oplog");
        cutOver(new Options(true, List.of(), false, false, true, 0L, null, null));
        assertThat(run.progress().stepMillis()).containsEntry(Step.LOG, 1500L);
    }
}
