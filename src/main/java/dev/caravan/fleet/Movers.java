package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.entry.Escape;
import dev.caravan.fleet.MoverRecord.Share;
import dev.caravan.fleet.MoverRecord.Sign;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The movers that there are, as their topic tells, and what those that live no more have left open. Thread-safe.
 *
 * <p>What a mover has taken and not done is another's as soon as the group has missed it. But its gaps, its failures and its
 * paths to look at again are in its own state folder: they are done by itself once it is started again, or by a walk of the
 * whole tree. So a mover is forgotten by a gap, which another one takes out of the topic of the hints.
 */
public final class Movers extends Members<MoverRecord.Sign> {
    private static final Logger LOG = LoggerFactory.getLogger(Movers.class);

    private final FleetOptions options;
    private final Clock clock;

    /** Those of whom it was said that they are silent. */
    private final Set<String> missed = new HashSet<>();

    /** Whether a mover speaks. */
    public enum Life {
        /** It has spoken a moment ago. */
        ALIVE,
        /** It has not spoken for a while, and did not say that it ends. */
        SILENT,
        /** It was stopped, and has said so. */
        ENDED,
        /** No mover of that name was ever there. */
        NEVER
    }

    /**
     * How a mover stands.
     *
     * @param silentFor since it has last spoken; since the reader has begun, where it has not spoken since then
     * @param isTwice true where two processes speak by its name
     * @param partitions how many partitions it had when it last spoke
     * @param behind records of these that it had not fetched
     * @param outstanding records that it worked on
     * @param work how its own work stood
     * @param version that of its Caravan
     */
    public record State(
            String name,
            Life life,
            Duration silentFor,
            boolean isTwice,
            int partitions,
            long behind,
            long outstanding,
            MoverWork work,
            String version) {
        /** True where it does not live, and something may wait for it that nobody else knows of. */
        public boolean isMissed() {
            return life == Life.SILENT || (life == Life.ENDED && work.isOpen());
        }

        /** What to do about one that is missed. */
        public String remedy() {
            return "start it again, or where it never comes back, have another one walk the whole tree instead: caravan"
                    + " movers forget " + name;
        }

        /** In a few words for a person. */
        @Override
        public String toString() {
            return switch (life) {
                case NEVER -> "was never there";
                // Its last words may be older than what it did last.
                case SILENT ->
                    "is silent since " + silentFor.toSeconds() + " s, and may have left more than when it last spoke: "
                            + work.open();
                case ENDED ->
                    work.isOpen()
                            ? "has ended, and left something: " + work.open()
                            : "has ended, and left nothing open";
                case ALIVE ->
                    "alive, " + partitions + " partitions, " + behind + " records behind, " + outstanding
                            + " in work"
                            + (isTwice ? "; another process has its name, and is not heard" : "");
            };
        }
    }

    /**
     * Knows none yet.
     *
     * @param clock dates the gap of one that is forgotten
     * @param nanoTime a clock that never goes back
     */
    Movers(FleetOptions options, Clock clock, LongSupplier nanoTime) {
        super(options.sign(), nanoTime);
        this.options = options;
        this.clock = clock;
    }

    @Override
    void take(byte[] key, byte[] value) {
        take(MoverRecord.of(key, value));
    }

    void take(MoverRecord read) {
        if (read instanceof Sign sign) {
            hear(sign.mover(), sign.epoch(), Optional.of(sign));
        } else if (remove(read.mover())) {
            LOG.info("mover {}: is forgotten", Escape.latin1(read.mover()));
        }
    }

    /** The gap is with the brokers before the mover is forgotten: else a crash between the two would lose it. */
    @Override
    List<ProducerRecord<byte[], byte[]>> forgetting(String mover) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        State state = state(mover);
        if (state.isMissed()) {
            Gap gap = Gap.at(Hints.FEED, clock.instant(), "mover " + mover + ": " + state + "; it was forgotten");
            records.add(new ProducerRecord<>(
                    options.topic(), HintRecord.key(gap), HintRecord.value(gap, Hints.ALL_AGENTS)));
        }
        records.add(new ProducerRecord<>(Topic.movers(options).name(), MoverRecord.key(mover), null));
        return records;
    }

    /** All that are known, by their names. */
    public List<State> all() {
        return names().stream().map(this::state).toList();
    }

    @Override
    boolean isAnySilent() {
        return count(Life.SILENT) > 0;
    }

    /** How many of them are in this state. */
    long count(Life life) {
        return all().stream().filter(mover -> mover.life() == life).count();
    }

    /** The same for one of them. */
    public State state(String name) {
        Optional<Standing<Sign>> standing = standing(name);
        Optional<Sign> last = standing.flatMap(Standing::last);
        if (last.isEmpty()) {
            return new State(
                    name, Life.NEVER, sinceBegin(), false, 0, 0, 0, new MoverWork(0, 0, 0, 0, 0, 0), "unknown");
        }
        Sign sign = last.get();
        Share share = sign.share();
        return new State(
                name,
                sign.hasEnded() ? Life.ENDED : standing.get().speaks() ? Life.ALIVE : Life.SILENT,
                standing.get().silentFor(),
                standing.get().isTwice(),
                share.partitions(),
                share.behind(),
                share.outstanding(),
                sign.work(),
                sign.version());
    }

    /** True where this process's own words come back: else those of the others do not come, either. */
    public boolean areHeard() {
        return areLoaded() && state(options.name()).life() == Life.ALIVE;
    }

    /** Says once of each that has fallen silent that it has, and once that it speaks again. */
    synchronized void sayWhoIsSilent() {
        if (!areHeard()) {
            return;
        }
        List<State> all = all();
        missed.retainAll(all.stream().map(State::name).toList());
        for (State mover : all) {
            if (mover.life() == Life.SILENT && mover.silentFor().compareTo(patience()) >= 0) {
                if (missed.add(mover.name())) {
                    LOG.warn("mover {}: {}; {}", Escape.latin1(mover.name()), mover, mover.remedy());
                }
            } else if (mover.life() == Life.ALIVE && missed.remove(mover.name())) {
                LOG.info("mover {}: speaks again", Escape.latin1(mover.name()));
            }
        }
    }
}
