package dev.caravan.app;

import dev.caravan.cutover.VerifyRun.Result;
import dev.caravan.entry.RelativePath;
import dev.caravan.verify.Outcome.Finding;
import dev.caravan.verify.Summary;
import dev.caravan.verify.Verification;
import java.time.Instant;
import java.util.List;

/** What a pass of verify came to, as a cut-over asks for it. */
public final class VerifyRecord {
    private VerifyRecord() {}

    /**
     * Translates.
     *
     * @param ended when it did
     * @param everything it was of both trees whole
     * @param contentPercent of how many files the content was compared
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
                // Young ones too: nobody knows whether whoever has to look at them again was told to.
                last.differing() + last.missing() + last.extra(),
                last.young(),
                last.contentAlone(),
                isComplete ? last.errors() : Math.max(1, last.errors()),
                examples,
                paths);
    }
}
