package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.RelativePath;
import java.time.Duration;
import java.time.Instant;
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

    private record Write(int file, int second, int millis) {}

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "1, false", "2, false", "3, false"})
    void endsAfterTwoQuietPeriodsOnATreeThatDoesNotChange(long seed, boolean logsMissingNames)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, 2000, logsMissingNames);
        List<RelativePath> tree = tree(50, 20);
        simulation.walk(tree);
        run(simulation, 20 * QUIET_SECONDS);

        // The walk, one re-check, and nothing more; a second for the check, and two for the log.
        Instant end = Simulation.START.plus(Simulation.QUIET.multipliedBy(2)).plusSeconds(3);
        assertThat(simulation.looks).allSatisfy(look -> assertThat(look.begin()).isBefore(end));
        assertThat(countByPath(simulation))
                .hasSameSizeAs(tree)
                .allSatisfy((path, count) -> assertThat(count).isEqualTo(2));
    }

    @ParameterizedTest
    @CsvSource({"5, true", "20, true", "100, true", "5, false", "20, false", "100, false"})
    void endsEvenWhereTheLooksTakeLongerThanTheEchoes(int looksPerSecond, boolean logsMissingNames)
            throws InterruptedException {
        Simulation simulation = new Simulation(1, looksPerSecond, logsMissingNames);
        List<RelativePath> tree = tree(50, 20);
        simulation.walk(tree);
        run(simulation, 40 * QUIET_SECONDS);
        // Two looks at each file; the directories above are gone through again and again, which each of them answers
        // for itself.
        Map<RelativePath, Long> looks = countByPath(simulation);
        assertThat(tree.subList(tree.size() - 1000, tree.size()))
                .allSatisfy(file -> assertThat(looks.get(file)).isEqualTo(2));
        assertThat(simulation.looks).hasSizeLessThan(4 * tree.size());
        Duration looking = Duration.ofSeconds(tree.size() / looksPerSecond);
        assertThat(last(simulation))
                .isBefore(Simulation.START.plus(looking.multipliedBy(2)).plus(Simulation.QUIET.multipliedBy(6)));
    }

    /** A hint that comes in the middle of a hold asks for one look more, whose echoes ask for none. */
    @ParameterizedTest
    @CsvSource({"true, 12", "true, 40", "true, 60", "true, 100", "true, 119", "false, 12", "false, 60", "false, 119"})
    void endsAfterAFileWasReadTwiceInOneQuietPeriod(boolean logsMissingNames, int secondsBetween)
            throws InterruptedException {
        Simulation simulation = new Simulation(1, 2000, logsMissingNames);
        RelativePath file = new RelativePath("file");
        simulation.read(file);
        run(simulation, secondsBetween);
        simulation.read(file);
        run(simulation, 50 * QUIET_SECONDS);
        assertThat(simulation.looks).hasSizeBetween(2, 4);
        assertThat(last(simulation)).isBefore(Simulation.START.plus(Simulation.QUIET.multipliedBy(5)));
    }

    /** The rule: after a write there is a look at its path, unless both happened in the same moment of a fruitless re-check. */
    @Property(tries = 150)
    void looksAtEveryFileAfterItWasWritten(
            @ForAll long seed, @ForAll("writes") @Size(min = 1, max = 40) List<Write> writes)
            throws InterruptedException {
        everyWriteIsLookedAt(seed, writes, true, Duration.ZERO, Duration.ZERO);
    }

    /**
     * The rule where canaries are not logged: excused is also what was seen from a second before a fruitless re-check to ten
     * seconds after. What is missed then, a later hint for the path or the next walk finds.
     */
    @Property(tries = 50)
    void looksAtEveryFileButForTheSecondsOfAFruitlessRecheckWhereCanariesAreNotLogged(
            @ForAll long seed, @ForAll("writes") @Size(min = 1, max = 40) List<Write> writes)
            throws InterruptedException {
        everyWriteIsLookedAt(seed, writes, false, Duration.ofSeconds(1), Simulation.ECHO);
    }

    private static void everyWriteIsLookedAt(
            long seed, List<Write> writes, boolean logsMissingNames, Duration before, Duration after)
            throws InterruptedException {
        Simulation simulation = new Simulation(seed, 2000, logsMissingNames);
        List<RelativePath> tree = tree(6, 5);
        List<RelativePath> files = tree.subList(tree.size() - 30, tree.size());
        simulation.walk(tree);
        for (int second = 0; second < 15 * QUIET_SECONDS; second++) {
            for (Write write : writes) {
                if (write.second() == second) {
                    simulation.write(files.get(write.file()), write.millis());
                }
            }
            simulation.step();
        }
        for (Write write : writes) {
            assertThat(isLookedAtOrExcused(simulation, files.get(write.file()), write, before, after))
                    .as(
                            "%s of %s: looks %s",
                            write,
                            files.get(write.file()),
                            simulation.looks.stream()
                                    .filter(look -> look.path().equals(files.get(write.file())))
                                    .toList())
                    .isTrue();
        }
        // Going to an entry is logged for every directory above it: at most three looks for each of the four levels.
        assertThat(last(simulation)).isBefore(Simulation.START.plusSeconds((LAST_WRITE + 12L + 1) * QUIET_SECONDS));
    }

    private static Instant last(Simulation simulation) {
        return simulation.looks.get(simulation.looks.size() - 1).begin();
    }

    private static Map<RelativePath, Long> countByPath(Simulation simulation) {
        return simulation.looks.stream().collect(Collectors.groupingBy(Simulation.Looked::path, Collectors.counting()));
    }

    private static boolean isLookedAtOrExcused(
            Simulation simulation, RelativePath path, Write write, Duration before, Duration after) {
        Instant written = Simulation.START.plusSeconds(write.second()).plusMillis(write.millis());
        Instant seen = after.isZero() ? written : Simulation.START.plusSeconds(write.second());
        return simulation.looks.stream()
                .filter(look -> look.path().equals(path))
                .anyMatch(look -> !look.begin().isBefore(written)
                        || (look.fruitlessRecheck()
                                && !seen.isBefore(look.begin().minus(before))
                                && !seen.isAfter(look.end().plus(after))));
    }

    @Test
    void seesAWriteThatHidesBehindTheEchoOfTheWalk() throws InterruptedException {
        Simulation simulation = new Simulation(1, 2000, true);
        List<RelativePath> tree = tree(1, 1);
        RelativePath file = tree.get(tree.size() - 1);
        simulation.walk(tree);
        simulation.step();
        simulation.write(file, 500);
        run(simulation, 5 * QUIET_SECONDS);
        assertThat(simulation.looks)
                .filteredOn(look -> look.path().equals(file))
                .extracting(look -> look.origin().name())
                .containsSubsequence("WALK", "RECHECK", "RECHECK");
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
    Arbitrary<List<Write>> writes() {
        Arbitrary<Integer> file = Arbitraries.integers().between(0, 29);
        // Near the walk, near its re-check, and anywhere.
        Arbitrary<Integer> second = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 15),
                Arbitraries.integers().between(115, 140),
                Arbitraries.integers().between(0, LAST_WRITE * QUIET_SECONDS));
        return Combinators.combine(file, second, Arbitraries.integers().between(0, 999))
                .as(Write::new)
                .list();
    }
}
