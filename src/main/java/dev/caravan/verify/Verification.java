package dev.caravan.verify;

import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import dev.caravan.verify.Outcome.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of a pass and, where a repair was requested, of the second look at all of its findings. Immutable;
 * any thread.
 *
 * @param repaired number of findings of the pass that the second look no longer found
 */
public record Verification(Summary pass, Optional<Summary> afterRepair, long repaired) {
    /** True where the trees are equal, after the repair where there was one. */
    public boolean isEqual() {
        return afterRepair.map(after -> after.isEqual() && pass.complete()).orElse(pass.isEqual());
    }

    /**
     * The present state of the trees, in the form that a cut-over needs.
     *
     * @param ended when the verification ended
     * @param everything whether both trees were compared as a whole
     * @param contentPercent share of the files whose content was compared, 0 to 100
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
                // Young findings count too: it is not certain that a hint will lead to another look at them.
                last.differing() + last.missing() + last.extra(),
                last.young(),
                last.contentAlone(),
                isComplete ? last.errors() : Math.max(1, last.errors()),
                examples,
                paths);
    }
}
