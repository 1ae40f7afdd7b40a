package dev.caravan.cutover;

import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.entry.Escape;
import dev.caravan.trees.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the reasons against a switch, from the situation alone. Single-threaded. */
final class Reasons {
    /** How long a verification that found the trees equal is trusted; after that, too much depends on the feeds. */
    static final Duration VERIFY_AGE = Duration.ofHours(24);

    /** A log lag up to this is normal; a longer one forbids the switch. */
    private static final long LAG_SECONDS = 60;

    private static final int MAX_NAMED = 10;

    private final Situation now;
    private final List<Reason> reasons = new ArrayList<>();

    private Reasons(Situation now) {
        this.now = now;
    }

    /**
     * All reasons before a cut-over.
     *
     * @param changed what changed since the last verification
     * @param done the cut-over that is in force; empty where there is none
     */
    static List<Reason> of(Situation situation, Scope changed, Options options, Optional<String> done, Instant now) {
        Reasons all = new Reasons(situation);
        if (done.isPresent() && !options.again()) {
            all.bar(
                    "done",
                    "this migration was cut over already, see " + done.get(),
                    "caravan cutover --again, if the target is to be written once more");
        }
        // While the target is sealed, neither a walk nor the reading of the log makes progress, so neither forbids
        // a repetition.
        boolean isStill = done.isPresent();
        all.addState();
        if (!isStill) {
            all.addWalking();
            all.addLag();
        }
        all.addGaps(options);
        all.addLeftOut();
        all.addContent();
        if (options.reliesOnFeeds()) {
            all.addFeeds();
            all.addVerification(changed, now);
        }
        all.addFleet(options);
        all.addWork();
        return all.reasons;
    }

    /** The reasons that forbid the switch even at the end, when all is drained and compared. */
    static List<Reason> atTheEnd(Situation situation, Options options) {
        Reasons all = new Reasons(situation);
        all.addState();
        all.addWalking();
        all.addGaps(options);
        all.addLeftOut();
        all.addContent();
        if (options.reliesOnFeeds()) {
            all.addDistrust();
        }
        all.addFleet(options);
        return all.reasons.stream().filter(Reason::bars).toList();
    }

    private void addState() {
        now.targetFault().ifPresent(fault -> bar("target", fault, "mend that; it goes on by itself"));
        if (!now.otherMovers().isEmpty()) {
            bar(
                    "movers",
                    "others write to this target: " + String.join("; ", now.otherMovers()),
                    "stop them; one that was killed counts as ended after a minute");
        }
        if (now.paused()) {
            bar("paused", "Caravan is paused", "caravan resume");
        }
        if (now.lastPass().isEmpty()) {
            bar("no-pass", "the tree was not walked whole yet", now.walking() ? "wait" : "caravan rescan .");
        }
        if (now.failures() > 0) {
            bar(
                    "failures",
                    now.failures() + (now.failures() == 1 ? " path" : " paths") + " could not be made equal",
                    "see failures.jsonl, mend the cause, then caravan retry");
        }
    }

    private void addWalking() {
        if (now.walking() && now.lastPass().isPresent()) {
            bar("walking", "a walk is under way or asked for", "wait until it has ended");
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

    private void addGaps(Options options) {
        List<Gap> barring = now.gaps().stream()
                .filter(gap -> options.reliesOnFeeds() || !gap.isOfHints())
                .toList();
        barring.stream()
                .limit(MAX_NAMED)
                .forEach(gap -> bar("gap", sentence(gap), "caravan rescan " + gap.directory()));
        if (barring.size() > MAX_NAMED) {
            bar("gap", "and " + (barring.size() - MAX_NAMED) + " more gaps", "caravan rescan .");
        }
        int others = now.gaps().size() - barring.size();
        if (others > 0) {
            note(
                    "gap",
                    others + (others == 1 ? " gap" : " gaps") + " in the log",
                    "all is looked at within the freeze");
        }
    }

    private static String sentence(Gap gap) {
        return "gap in " + gap.feed() + " from " + gap.from() + ": " + Escape.latin1(gap.reason());
    }

    private void addFeeds() {
        if (!now.follows()) {
            bar(
                    "no-feed",
                    "no feed is followed, so that nothing tells what changed since the last pass",
                    "caravan cutover without --trust-log");
        }
        addDistrust();
    }

    /** Adds what keeps the agents' hints from being complete; without trust in them the frozen walk looks at everything. */
    private void addFleet(Options options) {
        if (options.trustLog()) {
            reasons.addAll(now.fleet());
        }
    }

    private void addDistrust() {
        now.distrust().ifPresent(why -> bar("distrust", Escape.latin1(why), "caravan cutover without --trust-log"));
    }

    private void addLag() {
        if (now.lagSeconds() > LAG_SECONDS && now.lagBytes() > 0) {
            bar("lag", "the log is read " + now.lagSeconds() + " s behind its end", "wait until it has caught up");
        }
    }

    /**
     * Adds files whose content alone differs. No walk finds them, since it takes entries of equal size and times
     * for equal.
     */
    private void addContent() {
        now.lastContent()
                .filter(last -> last.contentAlone() > 0)
                .ifPresent(last -> bar(
                        "unequal-content",
                        "the verification of " + last.began() + " found " + last.contentAlone()
                                + " files whose content alone differs: "
                                + Escape.latin1(String.join("; ", last.examples())),
                        "caravan verify --content --repair"));
    }

    private void addVerification(Scope changed, Instant moment) {
        if (now.lastVerify().isEmpty()) {
            bar(
                    "no-verify",
                    "the two trees were never compared whole",
                    "caravan verify, or cutover without --trust-log");
            return;
        }
        VerifyRun.Result last = now.lastVerify().get();
        if (!last.isEqual()) {
            bar(
                    "unequal",
                    "the last verification, of " + last.began() + ", found " + last.differences() + " differences, "
                            + last.young() + " of them young, and " + last.errors() + " errors",
                    last.isOnlyYoung()
                            ? "caravan verify, when they have had time to be quiet"
                            : "caravan verify --repair");
        } else if (last.began().plus(VERIFY_AGE).isBefore(moment)) {
            bar(
                    "old-verify",
                    "the last verification, of " + last.began() + ", is older than " + VERIFY_AGE.toHours() + " hours",
                    "caravan verify, or cutover without --trust-log");
        } else if (changed.everything()) {
            bar(
                    "unknown-changes",
                    "what changed since the last verification, of " + last.began()
                            + ", is not remembered: too much, or Caravan was started since",
                    "caravan verify, or cutover without --trust-log");
        }
    }

    private void addWork() {
        if (now.follows() && now.shown() == Heartbeat.Shown.NO) {
            note(
                    "blind-log",
                    "this client's log does not show what Caravan looks up, so it does not tell how far it is",
                    "give --log-lag-seconds where it keeps its lines back for longer than " + LogWait.BLIND.toSeconds()
                            + " s");
        }
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
