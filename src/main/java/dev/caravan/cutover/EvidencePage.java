package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.change.VerifyRun;
import java.util.List;
import java.util.Locale;

/** Formats the evidence as one page of plain text. Single-threaded. */
final class EvidencePage {
    private static final int MAX_FEEDS = 5;

    private final StringBuilder text = new StringBuilder();

    private EvidencePage() {}

    /** The page in ASCII; texts that may hold other characters are escaped already. */
    static byte[] of(Evidence evidence) {
        EvidencePage page = new EvidencePage();
        page.write(evidence);
        return page.text.toString().getBytes(US_ASCII);
    }

    private void write(Evidence evidence) {
        Facts facts = evidence.facts();
        line("Cut-over of %s", evidence.ended());
        line("");
        side("from", facts.source());
        side("to", facts.target());
        line("");
        line("Both sides were equal, as far as this page says, when the last step ended. Caravan writes no more.");
        heading("Freeze");
        row("frozen by", evidence.frozenBy());
        row("frozen at", evidence.frozenAt());
        row("took", seconds(evidence.freezeMillis()) + ", forecast " + forecast(evidence.forecast()));
        evidence.stepMillis().forEach((step, millis) -> row("  " + name(step), seconds(millis)));
        row("rounds", evidence.rounds());
        row("proof", proof(evidence));
        heading("What is known, and since when");
        knowledge(evidence);
        heading("Moved, since this process started");
        row("made equal", facts.copiedEntries() + " entries, " + facts.copiedBytes() + " bytes of data");
        row("removed", facts.removedEntries() + " entries");
        row("feeds", feeds(evidence.feeds()));
        heading("With");
        facts.versions().forEach(this::row);
        facts.signatures().forEach((what, sum) -> row("sha256 of " + what, sum));
    }

    private void side(String word, Facts.Side side) {
        row(word, side.path() + " (" + side.fileSystem() + ", device " + side.device() + ")");
    }

    private void knowledge(Evidence evidence) {
        row("log read to", log(evidence.log()));
        row("source walked", walk(evidence));
        if (evidence.putOff() != null) {
            row(
                    "put off",
                    evidence.putOff().entries() + " entries, looked at by "
                            + evidence.putOff().at());
        }
        row("compared", compared(evidence));
        result(evidence.verification());
        if (evidence.lastVerify() != null) {
            row("whole trees, before", before(evidence.lastVerify()));
            result(evidence.lastVerify());
        }
        row("content, before", evidence.lastContent() == null ? "never compared" : before(evidence.lastContent()));
        if (evidence.lastContent() != null) {
            result(evidence.lastContent());
        }
        row("failures left", evidence.failures() + " at " + evidence.ended());
        long ever = evidence.facts().gapsEver();
        row(
                "gaps left",
                evidence.gaps() + " at " + evidence.ended() + (ever < 0 ? "" : ", of " + ever + " ever")
                        + (evidence.gaps() > 0
                                ? ", in the log: what it left out was looked at within the freeze"
                                : ""));
    }

    private static String log(LogEnd log) {
        if (log == null) {
            return "none is followed";
        }
        return log.heardAt() != null
                ? "what was looked up at " + log.askedAt() + ", which came by " + log.heardAt()
                : "its end, " + seconds(log.waitedMillis()) + " after " + log.askedAt()
                        + "; it does not show what is looked up, so that rests on the wait";
    }

    private static String walk(Evidence evidence) {
        Walk.Result walk = evidence.walk();
        return walk != null
                ? walk.began() + " to " + walk.ended() + ", within the freeze; " + walk.entries() + " entries, complete"
                : evidence.lastPass().began() + " to " + evidence.lastPass().ended()
                        + ", before the freeze; since then the feeds are trusted";
    }

    private static String compared(Evidence evidence) {
        VerifyRun.Result made = evidence.verification();
        String what = evidence.everythingVerified()
                ? "both trees whole"
                : "what Caravan changed since " + evidence.comparedSince();
        return what + ", from " + made.began() + " to " + made.ended();
    }

    private static String before(VerifyRun.Result made) {
        String content = made.contentPercent() == 0
                ? "attributes"
                : made.contentPercent() == 100
                        ? "attributes and content"
                        : String.format(Locale.ROOT, "attributes, and content of %.3g %%", made.contentPercent());
        return made.began() + " to " + made.ended() + ", " + content;
    }

    private static String proof(Evidence evidence) {
        String last = evidence.lastChange() == null
                ? "none was seen"
                : evidence.lastChange().path() + " at " + evidence.lastChange().at();
        return "nothing changed for " + evidence.proofSeconds() + " s; the latest change: " + last;
    }

    private void result(VerifyRun.Result result) {
        row(
                "  found",
                result.entries() + " entries" + (result.bytes() > 0 ? ", " + result.bytes() + " bytes of content" : "")
                        + ", " + result.differences() + " differences"
                        + (result.young() > 0 ? " (" + result.young() + " young), " : ", ") + result.errors()
                        + " errors");
    }

    private static String forecast(Forecast forecast) {
        String high = forecast.highMillis() == null ? "no upper bound" : seconds(forecast.highMillis());
        return seconds(forecast.likelyMillis()) + " (" + seconds(forecast.lowMillis()) + " to " + high + ")";
    }

    private static String feeds(List<String> feeds) {
        String some = String.join(", ", feeds.stream().limit(MAX_FEEDS).toList());
        return feeds.isEmpty() ? "none" : some + (feeds.size() > MAX_FEEDS ? ", and more" : "");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f s", millis / 1e3);
    }

    private static String name(Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void heading(String heading) {
        line("");
        line("%s", heading);
    }

    private void row(String name, Object value) {
        line("  %-22s %s", name, value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
