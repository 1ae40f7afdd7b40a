package dev.caravan.app;

import dev.caravan.cutover.Reason;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.MoverSigns;
import dev.caravan.fleet.MoverWork;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Roll;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The other movers of a fleet, as one of them knows them, and what it tells them of itself. Thread-safe. */
final class FleetMovers implements AutoCloseable {
    private final Roll<Movers> roll;
    private final MoverSigns signs;
    private final String own;
    private final Parts parts;
    private final ToLongFunction<String> meter;

    /**
     * Knows none yet, and has told nothing.
     *
     * @param own this one's name
     * @param meter the sum of the meters of a name
     */
    FleetMovers(Fleet.Mover mover, String own, Parts parts, ToLongFunction<String> meter) {
        roll = mover.movers();
        signs = mover.signs();
        this.own = own;
        this.parts = parts;
        this.meter = meter;
    }

    void start() {
        roll.start();
        signs.start(Version.text(), parts.isNew(), this::work);
    }

    private MoverWork work() {
        return new MoverWork(
                parts.hold.size(),
                parts.gaps.open().size(),
                parts.failures.size(),
                meter.applyAsLong("caravan.settle.again"),
                meter.applyAsLong("caravan.copy.entries"),
                meter.applyAsLong("caravan.copy.bytes"));
    }

    /** How each of the others stands, a line each, with what to do about one that is missed. */
    List<String> lines() {
        if (!roll.members().areHeard()) {
            return List.of("it is not known which others there are");
        }
        return others().map(mover -> mover.name() + ": " + mover + (mover.isMissed() ? "; " + mover.remedy() : ""))
                .toList();
    }

    /** What those that live no more have left open, which bars a switch that relies on the hints. */
    List<Reason> reasons() {
        return others().filter(Movers.State::isMissed)
                .map(mover -> new Reason("mover", true, "mover " + mover.name() + ": " + mover, mover.remedy()))
                .toList();
    }

    private Stream<Movers.State> others() {
        return roll.members().all().stream().filter(mover -> !mover.name().equals(own));
    }

    @Override
    public void close() {
        signs.close();
        roll.close();
    }
}
