package dev.caravan.demo;

import dev.caravan.entry.Escape;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The result of the demo.
 *
 * @param folder the folder that holds everything
 * @param operations the number of changes to the source while it was followed
 * @param rotations the number of rotations of the client's log
 * @param drained false where work was left when the time was up
 * @param failure why the generator ended early; empty where it did not
 */
record DemoReport(
        Path folder,
        long operations,
        int rotations,
        boolean drained,
        Optional<Throwable> failure,
        TreeComparison.Result comparison) {

    /** True where all changes were made, everything was copied, and the trees are equal. */
    boolean isGood() {
        return comparison.isEqual() && drained && failure.isEmpty();
    }

    /**
     * The report in lines for a person, without a final newline.
     *
     * @param kept false where the folder is removed
     */
    String text(boolean kept) {
        StringJoiner text = new StringJoiner(System.lineSeparator());
        text.add("");
        failure.ifPresent(e -> text.add("the generator ended early: " + Escape.latin1(e.toString())));
        if (!drained) {
            text.add("not drained: work was left when the time for it was up");
        }
        text.add(verdict());
        comparison.lines().forEach(line -> text.add("  " + line));
        long more = comparison.differences() - comparison.lines().size();
        if (more > 0) {
            text.add("  and " + more + " more");
        }
        text.add("").add("What to look at next");
        if (kept) {
            files(text);
        } else {
            text.add("  the folder is removed; demo --keep leaves it");
        }
        text.add("  README.md: configuration; operations (start, watch, pause, cut over); troubleshooting");
        text.add("  routes/*.camel.yaml: what was running, to be edited; config/application.properties: every key");
        text.add("  your own trees:");
        text.add("    java -jar target/caravan.jar run --set caravan.source=/old --set caravan.target=/new \\");
        text.add("      --set caravan.tail.path=/var/log/Client.log --set caravan.resolve.command='./bin/Cli -x'");
        return text.toString();
    }

    private String verdict() {
        String what = comparison.entries() + " entries after " + operations + " changes and " + rotations
                + " rotations of the log";
        return comparison.isEqual()
                ? "EQUAL: source and target agree in " + what
                : "DIFFERENT: " + comparison.differences() + " of " + what;
    }

    private void files(StringJoiner text) {
        String name = Escape.path(folder);
        text.add("  " + name + "/source, " + name + "/target    the two trees");
        text.add("  " + name + "/target/.caravan/trash    what was removed from the target");
        text.add("  " + name + "/log/Client.log*    what the client wrote, our own reads among it");
        text.add("  " + name + "/state    checkpoints, gaps, failures");
    }
}
