package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.function.Consumer;

/**
 * The verdicts on entries of one directory, which are carried out in one exchange.
 *
 * @param threads how many may do so at a time, 1 or more
 * @param ended called once, when all of them were carried out or deferred
 * @param notMade called with each directory that cannot be made on the target, before {@code ended}
 */
public record Batch(List<Verdict> verdicts, int threads, Runnable ended, Consumer<RelativePath> notMade) {
    /** A batch in which no directories are made. */
    public Batch(List<Verdict> verdicts, int threads, Runnable ended) {
        this(verdicts, threads, ended, directory -> {});
    }

    /** The same batch with the verdicts after it was carried out. */
    public Batch with(List<Verdict> outcomes) {
        return new Batch(outcomes, threads, ended, notMade);
    }
}
