package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.function.Consumer;

/**
 * The verdicts on entries of one directory, which one worker carries out one after the other in one exchange.
 *
 * @param ended called once, when all of them were carried out or deferred
 * @param notMade called with each directory that cannot be made on the target, before {@code ended}
 */
public record Batch(List<Verdict> verdicts, Runnable ended, Consumer<RelativePath> notMade) {
    /** A batch in which no directories are made. */
    public Batch(List<Verdict> verdicts, Runnable ended) {
        this(verdicts, ended, directory -> {});
    }

    /** The same batch with the verdicts after it was carried out. */
    public Batch with(List<Verdict> outcomes) {
        return new Batch(outcomes, ended, notMade);
    }
}
