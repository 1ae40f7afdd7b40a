package dev.caravan.doctor;

import dev.caravan.fleet.Agents;
import dev.caravan.fleet.Fleet;
import dev.caravan.fleet.FleetOptions;
import dev.caravan.fleet.Members;
import dev.caravan.fleet.Movers;
import dev.caravan.fleet.Roll;
import dev.caravan.fleet.Survey;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The fleet itself, asked through its brokers. Needs Kafka's client. Stateless; any thread. */
final class AskedFleet implements FleetExamination.Fleet {
    private static final long ANSWER_SECONDS = 20;

    private final Settings settings;

    AskedFleet(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Survey survey() throws IOException, InterruptedException {
        return Fleet.survey(settings.fleet());
    }

    @Override
    public List<Agents.State> agents() throws IOException, InterruptedException {
        try (Roll<Agents> roll = Fleet.agents(settings.fleet(), Set.copyOf(settings.agents()))) {
            read(roll);
            return roll.members().all();
        }
    }

    @Override
    public List<Movers.State> movers() throws IOException, InterruptedException {
        try (Roll<Movers> roll = Fleet.movers(settings.fleet(), Clock.systemUTC())) {
            read(roll);
            return roll.members().all();
        }
    }

    private void read(Roll<? extends Members<?>> roll) throws IOException, InterruptedException {
        FleetOptions options = settings.fleet();
        roll.start();
        if (!roll.awaitLoaded(ANSWER_SECONDS)) {
            throw new IOException("brokers " + options.brokers() + ": do not answer");
        }
        roll.awaitSigns(options.session());
    }
}
