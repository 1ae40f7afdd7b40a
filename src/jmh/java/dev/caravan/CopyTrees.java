package dev.caravan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Copies the same trees by cp, rsync and Caravan in turn, and compares; {@code src/bench/copy} starts it and says more. */
final class CopyTrees {
    private static final long SEED = 20261122;
    private static final long LARGE_MEBIBYTES = 4 << 10;

    /** Until the machine code of what a migration does for days does not change any more: 160,000 files. */
    private static final int WARM_UPS = 8;

    private final Path folder;
    private final Path target;
    private int states;

    private enum Tool {
        CP,
        RSYNC,
        CARAVAN
    }

    /**
     * The medians of one tree, in seconds.
     *
     * @param caravan each of its parts on its own
     */
    private record Medians(double cp, double rsync, FirstWalk caravan, double caravanWithStart) {}

    private CopyTrees(Path folder) {
        this.folder = folder;
        target = folder.resolve("target");
    }

    /** Takes an empty folder and the number of rounds. */
    public static void main(String[] args) throws Exception {
        new CopyTrees(Path.of(args[0])).run(Integer.parseInt(args[1]));
    }

    private void run(int rounds) throws Exception {
        SampleTree warmUp = SampleTree.small(folder.resolve("warm-up"), SEED + 1);
        awaitQuiet();
        for (int round = 1; round <= WARM_UPS; round++) {
            System.out.printf(Locale.ROOT, "warm-up %d, another tree %s%n", round, line(caravan(warmUp)));
        }
        SampleTree.remove(warmUp.root());

        SampleTree small = SampleTree.small(folder.resolve("small"), SEED);
        awaitQuiet();
        Medians ofSmall = measure(small, rounds);
        emptyTarget();
        FirstWalk cold = FirstWalk.cold(small, target, state());
        small.requireCopied(target);
        SampleTree.remove(target);
        SampleTree.remove(small.root());

        SampleTree large = SampleTree.large(folder.resolve("large"), LARGE_MEBIBYTES);
        awaitQuiet();
        Medians ofLarge = measure(large, rounds);
        SampleTree.remove(large.root());

        print(rounds, small, ofSmall, large, ofLarge);
        System.out.printf(
                Locale.ROOT,
                "%ncold, java -jar caravan.jar in a process of its own, %d small files: %.2f s from its start to the last copy,"
                        + " %.2f s until drained%n",
                small.files(),
                cold.copied(),
                cold.drained());
    }

    /** Nothing that is younger than the quiet period is copied. */
    private static void awaitQuiet() throws InterruptedException {
        TimeUnit.SECONDS.sleep(FirstWalk.QUIET_SECONDS + 1);
    }

    private Medians measure(SampleTree tree, int rounds) throws Exception {
        Map<Tool, List<Double>> seconds = new EnumMap<>(Tool.class);
        List<FirstWalk> walks = new ArrayList<>();
        List<Tool> order = new ArrayList<>(List.of(Tool.values()));
        // Not timed: the first to use so much memory waits for a virtual machine's host to give it.
        command(Tool.CP, tree);
        for (int round = 1; round <= rounds; round++) {
            for (Tool tool : order) {
                if (tool == Tool.CARAVAN) {
                    FirstWalk walk = caravan(tree);
                    walks.add(walk);
                    System.out.printf(Locale.ROOT, "%s, round %d: Caravan %s%n", what(tree), round, line(walk));
                } else {
                    double taken = command(tool, tree);
                    seconds.computeIfAbsent(tool, any -> new ArrayList<>()).add(taken);
                    System.out.printf(
                            Locale.ROOT,
                            "%s, round %d: %s %.3f s%n",
                            what(tree),
                            round,
                            tool.name().toLowerCase(Locale.ROOT),
                            taken);
                }
            }
            // Whoever comes after the same one each time would always find what that one left in the caches.
            Collections.rotate(order, 1);
        }
        return new Medians(
                median(seconds.get(Tool.CP)),
                median(seconds.get(Tool.RSYNC)),
                new FirstWalk(
                        median(walks.stream().map(FirstWalk::start).toList()),
                        median(walks.stream().map(FirstWalk::copied).toList()),
                        median(walks.stream().map(FirstWalk::drained).toList())),
                median(walks.stream().map(walk -> walk.start() + walk.copied()).toList()));
    }

    private FirstWalk caravan(SampleTree tree) throws Exception {
        emptyTarget();
        FirstWalk walk = FirstWalk.here(tree, target, state());
        tree.requireCopied(target);
        SampleTree.remove(target);
        return walk;
    }

    private double command(Tool tool, SampleTree tree) throws IOException, InterruptedException {
        emptyTarget();
        List<String> command = tool == Tool.CP
                ? List.of("cp", "-a", tree.root() + "/.", target + "/")
                : List.of("rsync", "-a", tree.root() + "/", target + "/");
        long begin = System.nanoTime();
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        double taken = (System.nanoTime() - begin) / 1e9;
        if (status != 0) {
            throw new IllegalStateException(command + " ended with " + status);
        }
        tree.requireCopied(target);
        SampleTree.remove(target);
        return taken;
    }

    private void emptyTarget() throws IOException {
        Files.createDirectory(target);
        // Nobody else's garbage is to be collected while one of them is timed.
        System.gc();
    }

    private Path state() {
        states++;
        return folder.resolve("state-" + states);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String what(SampleTree tree) {
        return tree.files() == 1 ? (tree.bytes() >> 30) + " GiB file" : tree.files() + " files";
    }

    private static String line(FirstWalk walk) {
        return String.format(
                Locale.ROOT, "start %.3f s, copy %.3f s, drained %.3f s", walk.start(), walk.copied(), walk.drained());
    }

    private static void print(int rounds, SampleTree small, Medians ofSmall, SampleTree large, Medians ofLarge) {
        System.out.printf(
                Locale.ROOT,
                "%nmemory to memory, warm JVM, medians of %d rounds, seconds%n%n%-52s%12s%12s%n",
                rounds,
                "",
                what(small),
                what(large));
        row("cp -a", ofSmall.cp(), ofLarge.cp());
        row("rsync -a", ofSmall.rsync(), ofLarge.rsync());
        row(
                "Caravan, from its first look to its last copy",
                ofSmall.caravan().copied(),
                ofLarge.caravan().copied());
        row("Caravan, with the start of Camel", ofSmall.caravanWithStart(), ofLarge.caravanWithStart());
        row(
                "Caravan, from its first look until drained",
                ofSmall.caravan().drained(),
                ofLarge.caravan().drained());
        System.out.printf("%nCaravan's speed, as a part of theirs%n%n");
        row(
                "of cp's, from the first look (wanted: -, 0.95)",
                ofSmall.cp() / ofSmall.caravan().copied(),
                ofLarge.cp() / ofLarge.caravan().copied());
        row(
                "of cp's, with the start",
                ofSmall.cp() / ofSmall.caravanWithStart(),
                ofLarge.cp() / ofLarge.caravanWithStart());
        row(
                "of rsync's, from the first look (wanted: 1.00, -)",
                ofSmall.rsync() / ofSmall.caravan().copied(),
                ofLarge.rsync() / ofLarge.caravan().copied());
        row(
                "of rsync's, with the start",
                ofSmall.rsync() / ofSmall.caravanWithStart(),
                ofLarge.rsync() / ofLarge.caravanWithStart());
    }

    private static void row(String what, double small, double large) {
        System.out.printf(Locale.ROOT, "%-52s%12.3f%12.3f%n", what, small, large);
    }
}
