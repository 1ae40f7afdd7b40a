package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task.Origin;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.LogCapture;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The logs of hosts through which Caravan does not read. */
class OtherLogsTest {
    private static final RelativePath PATH = new RelativePath("a/b");
    private static final String WEB1 = "client-log-web1";
    private static final String WEB2 = "client-log-web2";

    private final SettableClock clock = new SettableClock();
    private final List<Gap> gaps = new ArrayList<>();
    private final Mount web1 = new Mount();
    private final Mount ours = new Mount();
    private final CountedTicket ticket = new CountedTicket(1);

    /** A mount that remembers what was looked up. */
    private static final class Mount implements LoggedMount {
        final List<RelativePath> asked = new ArrayList<>();
        boolean isDead;

        @Override
        public void lookUp(RelativePath name) throws IOException {
            if (isDead) {
                throw new IOException("no route to host");
            }
            asked.add(name);
        }

        RelativePath last() {
            return asked.get(asked.size() - 1);
        }

        @Override
        public Optional<RelativePath> nextName() {
            return Optional.empty();
        }

        @Override
        public boolean isReadToTheEnd() {
            return true;
        }

        @Override
        public boolean areReadsElsewhere() {
            return true;
        }

        @Override
        public boolean tellsChanges() {
            return false;
        }
    }

    private Settle settle(Optional<LoggedMount> own, OtherHosts.Host... hosts) {
        return settle(own, new OtherHosts(List.of(hosts), Optional.of(ours)));
    }

    /** Hosts join and leave it. */
    private Settle mover() {
        return settle(
                Optional.empty(),
                new OtherHosts(List.of(), Optional.of(new OtherHosts.Relay(false)), Optional.of(ours)));
    }

    private Settle settle(Optional<LoggedMount> own, OtherHosts others) {
        return new Settle(
                new Hold(clock, 100),
                Exclusions.of(""),
                new Freeze(Duration.ofMinutes(2)),
                new Settle.Options(Duration.ofSeconds(10), Duration.ofHours(24), 100, Duration.ofMinutes(1)),
                "client-log",
                own.map(mount -> new Canaries()),
                own,
                others,
                new ChangedPaths(clock),
                gaps::add,
                clock,
                new SimpleMeterRegistry());
    }

    private OtherHosts.Host web1() {
        return new OtherHosts.Host(WEB1, Optional.of(web1), false);
    }

    private static OtherHosts.Host deaf() {
        return new OtherHosts.Host(WEB2, Optional.empty(), false);
    }

    private List<Held> admit(Settle settle, String feed, RelativePath path) throws InterruptedException {
        return settle.admit(new HintBatch(List.of(new Hint.Named(path, clock.instant())), ticket, feed));
    }

    @Test
    void aLookupByAnotherHostIsNewsThoughWeHaveJustLookedThere() throws InterruptedException {
        Settle settle = settle(Optional.of(new QuietMount()), web1());
        settle.looked(PATH, new Look(clock.instant(), clock.instant()));

        // By our own mount's log it may be the echo of that look.
        assertThat(admit(settle, "client-log", PATH))
                .extracting(held -> held.task().origin())
                .doesNotContain(Origin.HINT);
        assertThat(admit(settle, WEB1, PATH))
                .extracting(held -> held.task().path(), held -> held.task().origin())
                .containsExactly(tuple(PATH, Origin.HINT));
    }

    @Test
    void aPathThatSeveralAgentsNameAtOnceIsHeldOnce() {
        Settle settle = mover();
        Hint hint = new Hint.Named(PATH, clock.instant());
        CountedTicket later = new CountedTicket(2);

        List<Held> held = settle.admitAtOnce(
                List.of(new HintBatch(List.of(hint), ticket, WEB1), new HintBatch(List.of(hint), later, WEB2)));

        assertThat(held).extracting(each -> each.task().path()).containsExactly(PATH);
        // The later one of a partition is covered by the earlier, before which the mark stays anyway.
        assertThat(ticket.holders()).isEqualTo(2);
        assertThat(later.holders()).isEqualTo(1);
        assertThat(held.get(0).isOnHold()).isTrue();
    }

    @Test
    void theHeartbeatIsHeardWhenAllLogsHaveShownIt() throws Exception {
        Mount own = new Mount();
        Settle settle = settle(Optional.of(own), web1());
        Heartbeat.Beat beat = settle.log().beat();

        admit(settle, "client-log", own.last());
        assertThat(beat.isHeard()).isFalse();
        assertThat(settle.log().shown()).isEqualTo(Heartbeat.Shown.UNKNOWN);
        admit(settle, WEB1, web1.last());
        assertThat(beat.isHeard()).isTrue();
        assertThat(settle.log().shown()).isEqualTo(Heartbeat.Shown.YES);
    }

    @Test
    void oneHostsSignOfLifeIsNotTakenForAnothers() throws Exception {
        Mount own = new Mount();
        Settle settle = settle(Optional.of(own), web1());
        Heartbeat.Beat beat = settle.log().beat();

        admit(settle, WEB1, own.last());
        admit(settle, "client-log", web1.last());
        assertThat(beat.isHeard()).isFalse();
    }

    @Test
    void aSilentLogIsAGapAndDistrusted() throws Exception {
        Settle settle = settle(Optional.empty(), web1());
        settle.heartbeat();
        admit(settle, WEB1, web1.last());
        assertThat(settle.distrust()).isEmpty();
        assertThat(settle.life(WEB1)).isEqualTo("tells what is looked up");

        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(1));
            settle.heartbeat();
        }
        assertThat(settle.life(WEB1)).startsWith("is silent");
        assertThat(settle.distrust()).contains("client-log-web1: the log is silent");
        assertThat(gaps).isNotEmpty().allSatisfy(gap -> {
            assertThat(gap.feed()).isEqualTo(WEB1);
            assertThat(gap.isOfHints()).isTrue();
        });
    }

    /** The command may fail, where the host is down. */
    @Test
    void aHostThatIsNotReachedIsSilent() {
        Settle settle = settle(Optional.empty(), web1());
        web1.isDead = true;
        for (int i = 0; i < 5; i++) {
            settle.heartbeat();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(settle.distrust()).contains("client-log-web1: the log is silent");
    }

    @Test
    void aLogWhoseHostCannotBeAskedIsDistrusted() {
        Settle settle = settle(Optional.empty(), deaf());
        settle.heartbeat();
        assertThat(settle.distrust()).hasValueSatisfying(why -> assertThat(why).startsWith("client-log-web2: nothing"));
        assertThat(settle.log()).isSameAs(Heartbeat.NONE);
    }

    @Test
    void aHostThatJoinsIsMissedUntilItLeaves() throws Exception {
        Settle settle = mover();
        assertThat(settle.log().shown()).isEqualTo(Heartbeat.Shown.NO);
        assertThat(settle.log().beat().isHeard()).isTrue();
        settle.join(web1());
        settle.join(web1());
        for (int i = 0; i < 5; i++) {
            settle.heartbeat();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(settle.distrust()).contains("client-log-web1: the log is silent");
        settle.leave(WEB1);
        gaps.clear();
        settle.heartbeat();
        assertThat(settle.distrust()).isEmpty();
        assertThat(gaps).isEmpty();
    }

    @Test
    void whatAHostThatHasJoinedHasHeardIsTold() throws Exception {
        Settle settle = mover();
        settle.join(web1());
        settle.join(new OtherHosts.Host(WEB2, Optional.of(new Mount()), false));
        Heartbeat.Beat beat = settle.log().beat();
        assertThat(beat.unheard()).containsExactly(WEB1, WEB2);
        settle.heard(WEB2, web1.last(), clock.instant());
        settle.heard(WEB1, web1.last(), clock.instant());
        assertThat(beat.unheard()).containsExactly(WEB2);
        assertThat(beat.isHeard()).isFalse();
        assertThat(settle.life(WEB1)).isEqualTo("tells what is looked up");
    }

    /** Its hints may come before its first sign of life. */
    @Test
    void aHintOfAHostThatIsNotKnownYetIsNews() throws InterruptedException {
        assertThat(admit(mover(), WEB1, PATH))
                .extracting(held -> held.task().path(), held -> held.task().origin())
                .containsExactly(tuple(PATH, Origin.HINT));
    }

    @Test
    void theLogOfOurOwnMountIsNamed() throws Exception {
        Settle settle = settle(Optional.empty(), web1());
        settle.heartbeat();
        assertThat(ours.asked).hasSize(1);
        try (LogCapture said = new LogCapture(OtherLogs.class)) {
            admit(settle, WEB1, ours.last());
            assertThat(said.messages(Level.ERROR))
                    .singleElement()
                    .asString()
                    .startsWith("client-log-web1: is the log of the mount through which the source is read");
        }
    }
}
