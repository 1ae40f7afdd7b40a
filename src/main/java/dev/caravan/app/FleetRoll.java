package dev.caravan.app;

import dev.caravan.entry.Escape;
import dev.caravan.fleet.Agents;
import dev.caravan.fleet.Roll;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Which agents a fleet has, for a command that is no part of it. Stateless; any thread. */
public final class FleetRoll {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;

    private FleetRoll() {}

    /**
     * How an agent stands.
     *
     * @param text for a person, its name first
     */
    public record Line(String text, boolean isAlive) {}

    /**
     * All agents that were ever there or have to be, after the time in which one that lives speaks.
     *
     * @throws ConfigurationException if what is needed is missing
     * @throws IOException if the brokers do not answer
     */
    public static List<Line> all(Settings settings) throws ConfigurationException, IOException, InterruptedException {
        try (Roll<Agents> roll = begin(settings)) {
            long begin = System.nanoTime();
            // An agent speaks twice in a session.
            Duration patience = settings.millis(Key.FLEET_SESSION_MILLIS);
            while (System.nanoTime() - begin < patience.toNanos()
                    && roll.members().all().stream().anyMatch(agent -> agent.life() == Agents.Life.SILENT)) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return roll.members().all().stream()
                    .map(agent -> new Line(agent.name() + ": " + agent, agent.life() == Agents.Life.ALIVE))
                    .toList();
        }
    }

    /**
     * Has an agent forgotten.
     *
     * @return false where none of that name was ever there
     * @throws ConfigurationException if what is needed is missing
     * @throws IOException if the brokers do not answer
     */
    public static boolean forget(Settings settings, String agent)
            throws ConfigurationException, IOException, InterruptedException {
        try (Roll<Agents> roll = begin(settings)) {
            if (roll.members().state(agent).life() == Agents.Life.NEVER) {
                return false;
            }
            roll.forget(agent);
            return true;
        } catch (ExecutionException e) {
            throw new IOException(
                    "agent " + agent + ": was not forgotten: " + e.getCause().getMessage(), e);
        }
    }

    /** Checks that a command has what it needs to ask the brokers. */
    static void check(Settings settings, String command) throws ConfigurationException {
        RouteStart.checkKafka(command);
        if (!settings.has(Key.FLEET_BROKERS)) {
            throw new ConfigurationException(Key.FLEET_BROKERS + ": is missing");
        }
    }

    private static Roll<Agents> begin(Settings settings)
            throws ConfigurationException, IOException, InterruptedException {
        check(settings, "agents");
        Roll<Agents> roll;
        try {
            roll = FleetAssembly.agents(settings);
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
