package dev.caravan.change;

import java.util.List;

/**
 * Verdicts on entries of one directory that one worker carries out, one after the other, in one exchange.
 *
 * @param ended called once all of them were carried out, or put off
 */
public record Batch(List<Verdict> verdicts, Runnable ended) {
    /** What these came to. */
    public Batch with(List<Verdict> outcomes) {
        return new Batch(outcomes, ended);
    }
}
