package dev.caravan.cli;

import dev.caravan.terminal.Units;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome.Finding;
import dev.caravan.verify.Summary;
import dev.caravan.verify.Verification;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/** The result of a verification as text for a person, in printable ASCII. Single-threaded. */
final class VerifyText {
    private final Duration quiet;
    private final Set<LeftOut.Kind> accepted;
    private final StringJoiner text = new StringJoiner(System.lineSeparator());

    private VerifyText(Duration quiet, Set<LeftOut.Kind> accepted) {
        this.quiet = quiet;
        this.accepted = accepted;
    }

    /**
     * The text: some lines, the last without a newline.
     *
     * @param quiet the quiet period: entries changed more recently are young
     * @param accepted the kinds of entries that may be left out
     */
    static String of(Verification verification, Duration quiet, Set<LeftOut.Kind> accepted) {
        VerifyText text = new VerifyText(quiet, accepted);
        text.pass(verification.pass());
        verification.afterRepair().ifPresent(after -> text.repair(verification, after));
        return text.text.toString();
    }

    private void pass(Summary pass) {
        long entries = pass.matches() + pass.findings() - pass.errors();
        text.add(String.format(
                Locale.ROOT,
                "compared %d entries in %.1f s%s",
                entries,
                pass.duration().toMillis() / 1000.0,
                pass.bytes() == 0 ? "" : ", " + Units.bytes(pass.bytes()) + " of content equal"));
        if (pass.notCompared() > 0) {
            text.add("not compared " + pass.notCompared() + ": what is being made or has gone");
        }
        for (LeftOut left : pass.leftOut()) {
            text.add("LEFT OUT, and not on the target: " + left.count() + " "
                    + left.kind().key() + ", such as " + left.example()
                    + (accepted.contains(left.kind()) ? "; accepted" : "; accepted by nobody yet, see caravan.accept"));
        }
        verdict(pass);
    }

    private void verdict(Summary summary) {
        if (summary.isEqual()) {
            text.add("EQUAL: source and target agree in " + summary.matches() + " entries");
        } else if (summary.findings() > 0) {
            text.add(String.format(
                    "DIFFERENT: %d differ, %d missing on the target, %d extra on the target, %d errors",
                    summary.differing(), summary.missing(), summary.extra(), summary.errors()));
        }
        findings(summary);
        if (!summary.complete()) {
            text.add("NOT COMPLETE: a part of the trees could not be looked at; the log says which");
        }
        if (summary.forgottenNames() > 0) {
            text.add("of " + summary.forgottenNames()
                    + " files with several names only the number of names was compared: too many to remember");
        }
    }

    private void findings(Summary summary) {
        for (Finding finding : summary.first()) {
            text.add("  " + finding.path() + ": " + finding.text() + (finding.young() ? " (young)" : ""));
        }
        long more = summary.findings() - summary.first().size();
        if (more > 0) {
            text.add("  and " + more + " more; --report FILE writes all of them down");
        }
        if (summary.young() > 0) {
            text.add((summary.isOnlyYoung() ? "all" : summary.young()) + " of them changed within the last "
                    + quiet.toSeconds() + " s, and may be in a running caravan's hands: verify again when it is quiet");
        }
    }

    private void repair(Verification verification, Summary after) {
        text.add("repaired " + verification.repaired() + " of "
                + verification.pass().findings());
        if (after.isEqual()) {
            text.add("EQUAL now in all that was found");
        } else {
            text.add("still different:");
            verdict(after);
        }
    }
}
