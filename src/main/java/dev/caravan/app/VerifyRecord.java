package dev.caravan.app;

import dev.caravan.cutover.VerifyRun.Result;
import dev.caravan.entry.RelativePath;
import dev.caravan.verify.Outcome.Finding;
import dev.caravan.verify.Summary;
import dev.caravan.verify.Verification;
import java.time.Instant;
import java.util.List;

/** Turns the result of a verification into a cut-over's record of it. Stateless; any thread. */
public final class VerifyRecord {
    private VerifyRecord() {}

    /**
     * Makes the record.
     *
     * @param ended when the verification ended
     * @param everything true where it covered both whole trees
     * @param contentPercent the percentage of files whose content was compared, 0 to 100
     */
    public static Result of(Verification verification, Instant ended, boolean everything, double contentPercent) {
        Summary pass = verification.pass();
        Summary last = verification.afterRepair().orElse(pass);
        boolean isComplete = pass.complete() && last.complete();
        List<String> examples = last.first().stream()
                .map(finding -> finding.path() + ": " + finding.text())
                .toList();
        List<RelativePath> paths = last.first().stream().map(Finding::path).toList();
        return new Result(
                pass.began(),
                ended,
                everything,
                contentPercent,
                pass.matches() + pass.findings(),
                pass.bytes(),
                // Young entries count too: it is unknown whether another look at them is due.
                last.differing() + last.missing() + last.extra(),
                last.young(),
                last.contentAlone(),
                isComplete ? last.errors() : Math.max(1, last.errors()),
                examples,
                paths);
    }
}
