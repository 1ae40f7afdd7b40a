package dev.caravan.fleet;

import dev.caravan.change.Fence;
import dev.caravan.change.Gap;
import dev.caravan.change.Mark;
import dev.caravan.fleet.MoverRecord.Share;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.kafka.common.errors.InterruptException;

/** The parts of one process of a fleet, for the routes of agents and of movers. Needs Kafka's client. */
public final class Fleet {
    /** After a poll that failed at once. */
    private static final long PAUSE_MILLIS = 200;

    private Fleet() {}

    /**
     * An agent's parts.
     *
     * @param signs makes what tells of the log that movers know by a name
     */
    public record Agent(
            KafkaClientFactory clients, Publisher publisher, Function<String, Signs> signs, BrokerWatch broker) {}

    /**
     * A mover's parts.
     *
     * @param agents reads which agents there are
     * @param questions asks them
     * @param movers reads which movers there are
     * @param signs tells of this one
     * @param ends tells whether all hints were taken
     * @param walk the walk that it shares with the others
     * @param text how it stands, for a person
     */
    public record Mover(
            KafkaClientFactory clients,
            Hints hints,
            Roll<Agents> agents,
            Questions questions,
            Roll<Movers> movers,
            MoverSigns signs,
            Ends ends,
            FleetWalk walk,
            BrokerWatch broker,
            Supplier<String> text) {}

    /** The parts of an agent; nothing is sent yet. */
    public static Agent agent(FleetOptions options, Clock clock) {
        BrokerWatch broker = new BrokerWatch(options.brokers(), "the log is read on from its place as soon as they do");
        FleetClients clients = new FleetClients(options, Optional.empty(), broker);
        Publisher publisher = new Publisher(options, clients, broker);
        return new Agent(clients, publisher, name -> signs(options.named(name), publisher, broker, clock), broker);
    }

    private static Signs signs(FleetOptions options, Publisher publisher, BrokerWatch broker, Clock clock) {
        return new Signs(options, new FleetClients(options, Optional.empty(), broker), publisher, clock);
    }

    /** What reads which agents there are, for a command that is no part of the fleet. */
    public static Roll<Agents> agents(FleetOptions options, Set<String> expected) {
        return agents(options, reader(options), expected);
    }

    private static Roll<Agents> agents(FleetOptions options, FleetClients clients, Set<String> expected) {
        Topic topic = Topic.agents(options);
        return new Roll<>(topic, clients, new Agents(topic.name(), expected, options.sign(), System::nanoTime));
    }

    /** What reads which movers there are, for a command that is no part of the fleet. */
    public static Roll<Movers> movers(FleetOptions options, Clock clock) {
        return movers(options, reader(options), clock);
    }

    private static Roll<Movers> movers(FleetOptions options, FleetClients clients, Clock clock) {
        return new Roll<>(Topic.movers(options), clients, new Movers(options, clock, System::nanoTime));
    }

    /**
     * Asks the brokers for themselves.
     *
     * @throws IOException if they do not answer, or refuse
     */
    public static Survey survey(FleetOptions options) throws IOException, InterruptedException {
        return Survey.of(options, System::nanoTime);
    }

    private static FleetClients reader(FleetOptions options) {
        BrokerWatch broker = new BrokerWatch(options.brokers(), "nothing is known of the fleet until they do");
        return new FleetClients(options, Optional.empty(), broker);
    }

    /** What begins a walk that the movers share, and watches it, for a command that is no part of the fleet. */
    public static WalkWatch walk(FleetOptions options) {
        return new WalkWatch(options, reader(options));
    }

    /**
     * The parts of a mover; nothing is fetched yet.
     *
     * @param marks makes the low-water mark of a partition
     * @param full true where no more is to be fetched now
     * @param expected the agents that have to be there
     * @throws IOException if the topic cannot be used as it is
     */
    public static Mover mover(
            FleetOptions options,
            Function<Fence, Mark<Long>> marks,
            BooleanSupplier full,
            Set<String> expected,
            Gap.Recorder gaps,
            Clock clock,
            MeterRegistry meters)
            throws IOException, InterruptedException {
        BrokerWatch broker = new BrokerWatch(options.brokers(), "nothing that came from them is written until they do");
        Topic hints = Topic.hints(options);
        if (!hints.ensureOnce()) {
            broker.failed("no answer to a first question");
        }
        Terms terms = new Terms(marks, options.lease(), full, broker, System::nanoTime);
        meters.gauge("caravan.fleet.partitions", terms, Terms::partitions);
        meters.gauge("caravan.fleet.outstanding", terms, Terms::outstanding);
        meters.gauge("caravan.fleet.behind", terms, Terms::behind);
        Polls polls = new Polls(options, () -> isThere(hints, broker), terms, broker, gaps, clock, Fleet::pause);
        FleetClients clients =
                new FleetClients(options, Optional.of(new FleetClients.Partitions(terms, polls)), broker);
        Roll<Agents> agents = agents(options, clients, expected);
        meters.gauge("caravan.fleet.agents.alive", agents.members(), all -> all.count(true));
        meters.gauge("caravan.fleet.agents.silent", agents.members(), all -> all.count(false));
        Roll<Movers> movers = movers(options, clients, clock);
        meters.gauge("caravan.fleet.movers.alive", movers.members(), all -> all.count(Movers.Life.ALIVE));
        meters.gauge("caravan.fleet.movers.silent", movers.members(), all -> all.count(Movers.Life.SILENT));
        meters.gauge("caravan.fleet.movers.ended", movers.members(), all -> all.count(Movers.Life.ENDED));
        Topic walk = Topic.walk(options);
        return new Mover(
                clients,
                new Hints(terms, gaps, clock),
                agents,
                new Questions(Topic.control(options).name(), () -> clients.producer("questions")),
                movers,
                new MoverSigns(
                        options,
                        clients,
                        () -> new Share(terms.partitions(), terms.behind(), terms.outstanding()),
                        movers,
                        gaps,
                        clock),
                new Ends(options, terms, () -> clients.reader("ends")),
                new FleetWalk(
                        walk,
                        waiting ->
                                new WalkPartitions(walk, terms::fences, marks, waiting, gaps, clock, System::nanoTime),
                        () -> clients.reader("walk", walk.name()),
                        () -> clients.producer("walk")),
                broker,
                () -> options.topic() + ": " + terms.partitions() + " partitions, " + terms.behind()
                        + " records behind, " + terms.outstanding() + " in work"
                        + (broker.areAway() ? "; the brokers do not answer" : "")
                        + (polls.isReplaced() ? "; another mover has its name: it does nothing" : ""));
    }

    private static boolean isThere(Topic topic, BrokerWatch broker) {
        try {
            return topic.ensureOnce();
        } catch (IOException e) {
            broker.failed(e.getMessage());
            return false;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
