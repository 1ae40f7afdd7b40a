package dev.caravan.app;

import dev.caravan.cutover.Reason;
import java.util.List;
import java.util.stream.Stream;

/** The rest of a fleet, as one mover sees it. Thread-safe. */
record FleetView(FleetAgents agents, FleetMovers movers) implements AutoCloseable {
    void start() {
        agents.start();
        movers.start();
    }

    /** Why this mover does not know of all that happened, or others have left something undone; empty where all is well. */
    List<Reason> reasons() {
        return Stream.of(agents.reasons(), movers.reasons())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        movers.close();
        agents.close();
    }
}
