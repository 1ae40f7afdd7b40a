package dev.caravan.verify;

import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import dev.caravan.verify.Outcome.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pass, and where a repair was asked for, what a second look at all that it had found came to.
 *
 * @param repaired of the findings of the pass, those that are none any more
 */
public record Verification(Summary pass, Optional<Summary> afterRepair, long repaired) {
    /** True where the trees are equal now. */
    public boolean isEqual() {
        return afterRepair.map(after -> after.isEqual() && pass.complete()).orElse(pass.isEqual());
    }

    /**
     * How the trees are now, as a cut-over asks for it.
     *
     * @param ended when it did
     * @param everything it was of both trees whole
     * @param contentPercent of how many files the content was compared
     */
    public VerifyRun.Result result(Instant ended, boolean everything, double contentPercent) {
        Summary last = afterRepair.orElse(pass);
        boolean isComplete = pass.complete() && last.complete();
        List<String> examples = last.first().stream()
                .map(finding -> finding.path() + ": " + finding.text())
                .toList();
        List<RelativePath> paths = last.first().stream().map(Finding::path).toList();
        return new VerifyRun.Result(
                pass.began(),
                ended,
                everything,
                contentPercent,
                pass.matches() + pass.findings(),
                pass.bytes(),
                // Young ones too: nobody knows whether whoever has to look at them again was told to.
                last.differing() + last.missing() + last.extra(),
                last.young(),
                last.contentAlone(),
                isComplete ? last.errors() : Math.max(1, last.errors()),
                examples,
                paths);
    }
}
