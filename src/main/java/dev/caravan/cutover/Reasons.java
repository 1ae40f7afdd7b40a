package dev.caravan.cutover;

import dev.caravan.change.Escape;
import dev.caravan.change.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why one may not switch now, from the situation alone. */
final class Reasons {
    /** An equal verification is trusted this long; after that, too much rests on what the feeds told. */
    static final Duration VERIFY_AGE = Duration.ofHours(24);

    /** Reading further behind than this is no mere moment. */
    private static final long LAG_SECONDS = 60;

    private static final int MAX_NAMED = 10;

    private final Situation now;
    private final List<Reason> reasons = new ArrayList<>();

    private Reasons(Situation now) {
        this.now = now;
    }

    /**
     * All of them, those that bar first.
     *
     * @param changed what was changed since the last verification
     * @param done the marker of a cut-over that is done; empty where there is none
     */
    static List<Reason> of(Situation situation, Scope changed, Options options, Optional<String> done, Instant now) {
        Reasons all = new Reasons(situation);
        if (done.isPresent() && !options.again()) {
            all.bar(
                    "done",
                    "this migration was cut over already, see " + done.get(),
                    "caravan cutover --again, if the target is to be written once more");
        }
        all.addState();
        all.addGaps();
        all.addLeftOut();
        all.addFeeds(options);
        if (!options.full()) {
            all.addVerification(changed, now);
        }
        all.addWork();
        return all.reasons;
    }

    /** Those that bar also at the end, when all is drained and compared. */
    static List<Reason> atTheEnd(Situation situation) {
        Reasons all = new Reasons(situation);
        all.addState();
        all.addGaps();
        all.addLeftOut();
        return all.reasons.stream().filter(Reason::bars).toList();
    }

    private void addState() {
        now.targetFault().ifPresent(fault -> bar("target", fault, "mend that; it goes on by itself"));
        if (now.paused()) {
            bar("paused", "Caravan is paused", "caravan resume");
        }
        if (now.lastPass().isEmpty()) {
            bar("no-pass", "the tree was not walked whole yet", now.walking() ? "wait" : "caravan rescan .");
        } else if (now.walking()) {
            bar("walking", "a walk is under way or asked for", "wait until it has ended");
        }
        if (now.failures() > 0) {
            bar(
                    "failures",
                    now.failures() + (now.failures() == 1 ? " path" : " paths") + " could not be made equal",
                    "see failures.jsonl, mend the cause, then caravan retry");
        }
    }

    private void addGaps() {
        now.gaps().stream()
                .limit(MAX_NAMED)
                .forEach(gap -> bar(
                        "gap",
                        "gap in " + gap.feed() + " from " + gap.from() + ": " + Escape.latin1(gap.reason()),
                        "caravan rescan " + gap.directory()));
        if (now.gaps().size() > MAX_NAMED) {
            bar("gap", "and " + (now.gaps().size() - MAX_NAMED) + " more gaps", "caravan rescan .");
        }
    }

    private void addLeftOut() {
        for (LeftOut left : now.leftOut()) {
            bar(
                    "left-out",
                    left.count() + " " + left.kind().key() + " are left out, such as " + left.example()
                            + ": see left-out.jsonl",
                    "bring them over by hand where they are missed, then start with caravan.accept="
                            + left.kind().key());
        }
    }

    private void addFeeds(Options options) {
        if (!now.follows() && !options.full()) {
            bar(
                    "no-feed",
                    "no feed is followed, so that nothing tells what changed since the last pass",
                    "caravan cutover --full");
        }
        if (now.lagSeconds() > LAG_SECONDS && now.lagBytes() > 0) {
            bar("lag", "the log is read " + now.lagSeconds() + " s behind its end", "wait until it has caught up");
        }
    }

    private void addVerification(Scope changed, Instant moment) {
        if (now.lastVerify().isEmpty()) {
            bar("no-verify", "the two trees were never compared whole", "caravan verify, or cutover --full");
            return;
        }
        Verification.Result last = now.lastVerify().get();
        if (!last.isEqual()) {
            bar(
                    "unequal",
                    "the last verification, of " + last.began() + ", found " + last.differences() + " differences and "
                            + last.errors() + " errors",
                    "caravan verify --repair");
        } else if (last.began().plus(VERIFY_AGE).isBefore(moment)) {
            bar(
                    "old-verify",
                    "the last verification, of " + last.began() + ", is older than " + VERIFY_AGE.toHours() + " hours",
                    "caravan verify, or cutover --full");
        } else if (changed.everything()) {
            bar(
                    "unknown-changes",
                    "what changed since the last verification, of " + last.began()
                            + ", is not remembered: too much, or Caravan was started since",
                    "caravan verify, or cutover --full");
        }
    }

    private void addWork() {
        if (now.held() > 0) {
            note("held", now.held() + " paths wait to be quiet", "they are looked at within the freeze");
        }
        if (!now.hot().isEmpty()) {
            String names = String.join(
                    ", ",
                    now.hot().stream()
                            .limit(MAX_NAMED)
                            .map(hot -> hot.path().toString())
                            .toList());
            String more = now.hot().size() > MAX_NAMED ? ", …" : "";
            note(
                    "hot",
                    now.hot().size() + " files never became quiet: " + names + more,
                    "stop what writes to them, or they are copied within the freeze");
        }
    }

    private void bar(String kind, String sentence, String remedy) {
        reasons.add(Reason.bar(kind, sentence, remedy));
    }

    private void note(String kind, String sentence, String remedy) {
        reasons.add(Reason.note(kind, sentence, remedy));
    }
}
