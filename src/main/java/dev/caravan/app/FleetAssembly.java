package dev.caravan.app;

import dev.caravan.checkpoint.LowWaterMark;
import dev.caravan.control.Gate;
import dev.caravan.entry.Escape;
import dev.caravan.fleet.Agents;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Roll;
import dev.caravan.fleet.WalkWatch;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.main.Main;

/** What a fleet adds to the parts of an agent or of a mover. Its classes are loaded only there. Stateless; any thread. */
final class FleetAssembly {
    private static final String CLIENTS = "fleet-clients";

    private FleetAssembly() {}

    /** Makes an agent's parts and binds what its routes use. */
    static Fleet.Agent agent(Settings settings, Clock clock, Main main) throws IOException {
        Fleet.Agent agent = Fleet.agent(settings.fleet(), clock);
        try {
            agent.publisher().begin();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        main.bind(CLIENTS, agent.clients());
        main.bind("publisher", agent.publisher());
        return agent;
    }

    /** What reads which agents there are. */
    static Roll<Agents> agents(Settings settings) {
        return Fleet.agents(settings.fleet(), Set.copyOf(settings.agents()));
    }

    /** What begins and watches the walk that the movers share. */
    static WalkWatch walk(Settings settings) throws ConfigurationException {
        try {
            return Fleet.walk(settings.fleet());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("caravan.fleet: " + Escape.latin1(e.getMessage()), e);
        }
    }

    /** What reads which movers there are. */
    static Roll<Movers> movers(Settings settings) {
        return Fleet.movers(settings.fleet(), Clock.systemUTC());
    }

    /** Makes a mover's parts and binds what its routes use. */
    static Fleet.Mover mover(Settings settings, Parts parts, Gate gate, Clock clock, MeterRegistry meters, Main main)
            throws IOException {
        try {
            Fleet.Mover mover = Fleet.mover(
                    settings.fleet(),
                    fence -> new LowWaterMark<>(Optional.empty(), fence),
                    () -> parts.hold.isFilling() || gate.isPaused() || gate.isSealed(),
                    Set.copyOf(settings.agents()),
                    parts.gaps,
                    clock,
                    meters);
            main.bind(CLIENTS, mover.clients());
            main.bind("fleet-hints", mover.hints());
            main.bind("fleet-walk", mover.walk());
            return mover;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while the brokers were asked for the topic");
    }
}
