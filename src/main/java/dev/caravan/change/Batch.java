package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.function.Consumer;

/**
 * Verdicts on entries of one directory that one worker carries out, one after the other, in one exchange.
 *
 * @param ended called once all of them were carried out, or put off
 * @param notMade told of each directory that cannot be made on the target, before {@code ended} is called
 */
public record Batch(List<Verdict> verdicts, Runnable ended, Consumer<RelativePath> notMade) {
    /** A batch without directories that are to be made. */
    public Batch(List<Verdict> verdicts, Runnable ended) {
        this(verdicts, ended, directory -> {});
    }

    /** What these came to. */
    public Batch with(List<Verdict> outcomes) {
        return new Batch(outcomes, ended, notMade);
    }
}
