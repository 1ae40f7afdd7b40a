package dev.caravan.app;

import dev.caravan.entry.Escape;
import dev.caravan.fleet.Agents;
import dev.caravan.fleet.Members;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Roll;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Which agents and movers a fleet has, for a command that is no part of it. Stateless; any thread. */
public final class FleetRoll {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private FleetRoll() {}

    /**
     * All agents that were ever there or have to be, after the time in which one that lives speaks.
     *
     * @throws ConfigurationException if what is needed is missing
     * @throws IOException if the brokers do not answer
     */
    public static List<Agents.State> agents(Settings settings)
            throws ConfigurationException, IOException, InterruptedException {
        try (Roll<Agents> roll = begin(settings, "agents", FleetAssembly::agents)) {
            roll.awaitSigns(settings.fleet().session());
            return roll.members().all();
        }
    }

    /** As {@link #agents}, all movers. */
    public static List<Movers.State> movers(Settings settings)
            throws ConfigurationException, IOException, InterruptedException {
        try (Roll<Movers> roll = begin(settings, "movers", FleetAssembly::movers)) {
            roll.awaitSigns(settings.fleet().session());
            return roll.members().all();
        }
    }

    /**
     * Has an agent forgotten.
     *
     * @return false where none of that name was ever there
     * @throws ConfigurationException if what is needed is missing
     * @throws IOException if the brokers do not answer
     */
    public static boolean forgetAgent(Settings settings, String agent)
            throws ConfigurationException, IOException, InterruptedException {
        try (Roll<Agents> roll = begin(settings, "agents", FleetAssembly::agents)) {
            if (roll.members().state(agent).life() == Agents.Life.NEVER) {
                return false;
            }
            forget(roll, "agent", agent);
            return true;
        }
    }

    /**
     * Has a mover forgotten; what it may have left open is then another's, as a gap.
     *
     * @return how it stood
     * @throws ConfigurationException if what is needed is missing
     * @throws IOException if it lives, or the brokers do not answer
     */
    public static Movers.State forgetMover(Settings settings, String mover)
            throws ConfigurationException, IOException, InterruptedException {
        try (Roll<Movers> roll = begin(settings, "movers", FleetAssembly::movers)) {
            roll.awaitSigns(
                    settings.fleet().session(),
                    () -> roll.members().state(mover).life() == Movers.Life.SILENT);
            Movers.State state = roll.members().state(mover);
            switch (state.life()) {
                case NEVER -> {}
                case ALIVE ->
                    throw new IOException("mover " + mover + ": is alive, and is not forgotten: stop it first");
                case SILENT, ENDED -> forget(roll, "mover", mover);
            }
            return state;
        }
    }

    private static void forget(Roll<?> roll, String kind, String name) throws IOException, InterruptedException {
        try {
            roll.forget(name);
        } catch (ExecutionException e) {
            throw new IOException(
                    kind + " " + name + ": was not forgotten: " + e.getCause().getMessage(), e);
        }
    }

    /** Checks that a command has what it needs to ask the brokers. */
    static void check(Settings settings, String command) throws ConfigurationException {
        RouteStart.checkKafka(command);
        if (!settings.has(Key.FLEET_BROKERS)) {
            throw new ConfigurationException(Key.FLEET_BROKERS + ": is missing");
        }
    }

    private static <M extends Members<?>> Roll<M> begin(
            Settings settings, String command, Function<Settings, Roll<M>> make)
            throws ConfigurationException, IOException, InterruptedException {
        check(settings, command);
        Roll<M> roll;
        try {
            roll = make.apply(settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("caravan.fleet: " + Escape.latin1(e.getMessage()), e);
        }
        roll.start();
        if (!roll.awaitLoaded(ANSWER.toSeconds())) {
            roll.close();
            throw new IOException("brokers " + settings.text(Key.FLEET_BROKERS) + ": do not answer");
        }
        return roll;
    }
}
