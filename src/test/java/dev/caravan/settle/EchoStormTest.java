package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import dev.caravan.settle.Simulation.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own reads come back as hints; they must neither keep us busy for ever nor hide what people write. */
class EchoStormTest {
    private static final int QUIET_SECONDS = (int) Simulation.QUIET.toSeconds();

    /** In quiet periods after the start. */
    private static final int LAST_WRITE = 5;

    private enum Kind {
        WRITE,
        OPEN,
        WRITE_OPEN
    }

    private record Deed(Kind kind, int file, int second, int millis) {}

    /** In 24 hours of a quiet period of 2 min each: after 2, 4, 8, 16 ... 1024 min, and once for the first doubt. */
    @ParameterizedTest
    @CsvSource({"1, true, true", "2, true, false", "3, false, true", "4, false, false"})
    void looksAFewTimesADayAtATreeThatDoesNotChange(long seed, boolean logsMissingNames, boolean isEven)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, new Client(2000, logsMissingNames, 0, isEven));
        List<RelativePath> tree = tree(10, 5);
        simulation.walk(tree);
        run(simulation, (int) Duration.ofHours(24).toSeconds());
        List<RelativePath> files = tree.subList(tree.size() - 50, tree.size());
        Map<RelativePath, Long> counts = countByPath(simulation);
        assertThat(files).allSatisfy(file -> assertThat(counts.get(file)).isBetween(2L, isEven ? 13L : 40L));
        assertThat(simulation.gaps).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, true", "20, true", "100, true", "5, false", "20, false", "100, false"})
    void doesNotLookMoreOftenWhereTheLooksTakeLongerThanTheEchoes(int looksPerSecond, boolean logsMissingNames)
            throws InterruptedException {
        Simulation simulation = new Simulation(1, new Client(looksPerSecond, logsMissingNames, 0, true));
        List<RelativePath> tree = tree(20, 10);
        simulation.walk(tree);
        run(simulation, 64 * QUIET_SECONDS);
        Map<RelativePath, Long> looks = countByPath(simulation);
        // The walk, the doubt, and those after 2, 4, 8, 16 and 32 quiet periods.
        assertThat(tree.subList(tree.size() - 200, tree.size()))
                .allSatisfy(file -> assertThat(looks.get(file)).isLessThanOrEqualTo(9));
    }

    /**
     * The rule: whoever writes what, by a line of the log or without one, after the freeze both sides are equal, or something was
     * said. The log names what does not exist or not, and loses canaries.
     */
    @Property(tries = 200)
    void isEqualAfterTheFreezeOrSaysWhy(
            @ForAll long seed,
            @ForAll("clients") Client client,
            @ForAll("deeds") @Size(min = 1, max = 40) List<Deed> deeds)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, client);
        List<RelativePath> tree = tree(6, 5);
        runWith(simulation, tree, deeds, 8 * QUIET_SECONDS);
        assertThat(simulation.freeze()).isTrue();
        assertThat(simulation.stale()).isEmpty();
        // Only what a canary that was lost stands for is said to be missing.
        if (client.lostCanaries() == 0) {
            assertThat(simulation.gaps).isEmpty();
        }
    }

    /** The same without a freeze: what was hidden is found by one of the later looks. */
    @Property(tries = 50)
    void findsEveryChangeWithinTheTimeThatItTookToComeAsLongAgain(
            @ForAll long seed,
            @ForAll("clients") Client client,
            @ForAll("deeds") @Size(min = 1, max = 20) List<Deed> deeds)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, client);
        runWith(simulation, tree(6, 5), deeds, 40 * QUIET_SECONDS);
        assertThat(simulation.stale()).isEmpty();
    }

    /** A log that falls silent while people work: what is stale then is never unsaid. */
    @Property(tries = 50)
    void saysThatTheLogIsSilent(
            @ForAll long seed,
            @ForAll("clients") Client client,
            @ForAll("deeds") @Size(min = 1, max = 20) List<Deed> deeds)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, client);
        List<RelativePath> tree = tree(6, 5);
        run(simulation, 300);
        simulation.setLogging(false);
        runWith(simulation, tree, deeds, 8 * QUIET_SECONDS);
        simulation.freeze();
        assertThat(simulation.gaps)
                .anySatisfy(gap -> assertThat(gap.to()).isAfter(Simulation.START.plusSeconds(8L * QUIET_SECONDS)));
        assertThat(simulation.distrust()).isPresent();
    }

    /** Where more is to be looked at again than fits, that is said, and the rest is not forgotten with it. */
    @Property(tries = 50)
    void saysWhatItHasNoRoomFor(@ForAll long seed, @ForAll("deeds") @Size(min = 30, max = 40) List<Deed> deeds)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, Client.GOOD, 5);
        runWith(simulation, tree(6, 5), deeds, 8 * QUIET_SECONDS);
        simulation.freeze();
        boolean isSaid = simulation.distrust().isPresent();
        assertThat(simulation.stale().isEmpty() || isSaid).isTrue();
    }

    @Test
    void saysThatTheLogTellsAgain() throws InterruptedException {
        Simulation simulation = new Simulation(1, Client.GOOD);
        run(simulation, 200);
        simulation.setLogging(false);
        run(simulation, 400);
        assertThat(simulation.distrust()).contains("the log is silent");
        simulation.setLogging(true);
        run(simulation, 70);
        assertThat(simulation.distrust()).isEmpty();
    }

    @Test
    void seesAWriteThatHidesBehindTheEchoOfTheWalk() throws InterruptedException {
        Simulation simulation = new Simulation(1, Client.GOOD);
        List<RelativePath> tree = tree(1, 1);
        RelativePath file = tree.get(tree.size() - 1);
        simulation.walk(tree);
        simulation.step();
        simulation.write(file, 500);
        run(simulation, 5 * QUIET_SECONDS);
        assertThat(simulation.looks)
                .filteredOn(look -> look.path().equals(file))
                .extracting(look -> look.origin().name())
                .containsSubsequence("WALK", "RECHECK");
        assertThat(simulation.stale()).isEmpty();
    }

    /** Between the canaries of a look, one lookup more than a look leaves is somebody else's: no need to wait. */
    @Test
    void looksSoonAtWhatSomebodyOpensDuringALook() throws InterruptedException {
        Simulation simulation = new Simulation(1, Client.GOOD);
        List<RelativePath> tree = tree(6, 10);
        tree.forEach(simulation::open);
        run(simulation, 3 * QUIET_SECONDS);
        int before = simulation.looks.size();
        RelativePath file = tree.get(tree.size() - 1);
        simulation.write(file, 0);
        run(simulation, 2 * QUIET_SECONDS);
        assertThat(simulation.looks.subList(before, simulation.looks.size()))
                .extracting(Simulation.Looked::path)
                .contains(file);
        assertThat(simulation.stale()).isEmpty();
    }

    private static void runWith(Simulation simulation, List<RelativePath> tree, List<Deed> deeds, int seconds)
            throws InterruptedException {
        List<RelativePath> files = tree.subList(tree.size() - 30, tree.size());
        simulation.walk(tree);
        List<RelativePath> open = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            for (Deed deed : deeds) {
                if (deed.second() == second) {
                    run(simulation, files.get(deed.file()), deed, open);
                }
            }
            simulation.step();
        }
    }

    private static void run(Simulation simulation, RelativePath file, Deed deed, List<RelativePath> open) {
        switch (deed.kind()) {
            case WRITE -> simulation.write(file, deed.millis());
            case OPEN -> {
                simulation.open(file);
                open.add(file);
            }
            case WRITE_OPEN -> {
                if (open.contains(file)) {
                    simulation.writeOpen(file, deed.millis());
                }
            }
        }
    }

    private static Map<RelativePath, Long> countByPath(Simulation simulation) {
        return simulation.looks.stream().collect(Collectors.groupingBy(Simulation.Looked::path, Collectors.counting()));
    }

    private static void run(Simulation simulation, int seconds) throws InterruptedException {
        for (int second = 0; second < seconds; second++) {
            simulation.step();
        }
    }

    /** Directories, first those above, then the files: {@code a/b3/c17/file5}. */
    private static List<RelativePath> tree(int directories, int filesEach) {
        List<RelativePath> above = new ArrayList<>(List.of(new RelativePath("a")));
        List<RelativePath> files = new ArrayList<>();
        for (int i = 0; i < directories; i++) {
            RelativePath middle = new RelativePath("a/b" + i % 7);
            if (!above.contains(middle)) {
                above.add(middle);
            }
            RelativePath directory = middle.child("c" + i);
            above.add(directory);
            for (int file = 0; file < filesEach; file++) {
                files.add(directory.child("file" + file));
            }
        }
        above.addAll(files);
        return above;
    }

    @Provide
    Arbitrary<Client> clients() {
        return Combinators.combine(
                        Arbitraries.of(20, 2000),
                        Arbitraries.of(true, false),
                        Arbitraries.of(0, 0, 10, 50),
                        Arbitraries.of(true, false))
                .as(Client::new);
    }

    @Provide
    Arbitrary<List<Deed>> deeds() {
        Arbitrary<Integer> file = Arbitraries.integers().between(0, 7);
        // Near the walk, near the first look after it, and anywhere.
        Arbitrary<Integer> second = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 15),
                Arbitraries.integers().between(115, 140),
                Arbitraries.integers().between(0, LAST_WRITE * QUIET_SECONDS));
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        file,
                        second,
                        Arbitraries.integers().between(0, 999))
                .as(Deed::new)
                .list();
    }
}
