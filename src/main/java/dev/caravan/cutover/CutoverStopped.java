package dev.caravan.cutover;

import java.util.List;

/** Thrown where a cut-over cannot go on; each reason says why and names its remedy. */
final class CutoverStopped extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Reason> reasons;
    private final CutoverProgress.Outcome outcome;

    CutoverStopped(CutoverProgress.Outcome outcome, List<Reason> reasons) {
        super(String.valueOf(reasons));
        this.outcome = outcome;
        this.reasons = List.copyOf(reasons);
    }

    /** An exception with the outcome NOT_READY and one reason. */
    static CutoverStopped notReady(String kind, String sentence, String remedy) {
        return new CutoverStopped(CutoverProgress.Outcome.NOT_READY, List.of(Reason.bar(kind, sentence, remedy)));
    }

    CutoverProgress.Outcome outcome() {
        return outcome;
    }

    List<Reason> reasons() {
        return reasons;
    }
}
