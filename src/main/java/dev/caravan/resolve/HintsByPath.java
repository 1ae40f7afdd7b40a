package dev.caravan.resolve;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts paths into hints by inode: the strategy by which a route enriches a {@link HintBatch} with the {@link InodePaths} that {@code
 * resolve:} answers. What has no path any more is dropped, and what nobody could tell is a gap. Any thread.
 */
final class HintsByPath implements AggregationStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(HintsByPath.class);

    private final ServerPaths serverPaths;
    private final DirectoryCache directories;
    private final Clock clock;
    private final String feed;
    private final Gap.Recorder gaps;
    private final Counter gone;
    private final Counter failed;

    HintsByPath(
            ServerPaths serverPaths,
            DirectoryCache directories,
            Clock clock,
            String feed,
            Gap.Recorder gaps,
            MeterRegistry meters) {
        this.serverPaths = serverPaths;
        this.directories = directories;
        this.clock = clock;
        this.feed = feed;
        this.gaps = gaps;
        this.gone = meters.counter("caravan.resolve.gone");
        this.failed = meters.counter("caravan.resolve.failed");
    }

    @Override
    public Exchange aggregate(Exchange hints, Exchange answer) {
        HintBatch batch = hints.getMessage().getBody(HintBatch.class);
        InodePaths paths = answer.getMessage().getBody(InodePaths.class);
        if (batch == null || paths == null) {
            throw new IllegalArgumentException("got " + answer.getMessage().getBody() + " for "
                    + hints.getMessage().getBody() + ", expected paths for a batch of hints");
        }
        hints.getMessage().setBody(name(batch, paths));
        return hints;
    }

    /** The hints of the batch by path, in their order, under its ticket. */
    HintBatch name(HintBatch batch, InodePaths paths) {
        if (paths.directories().isEmpty()) {
            return batch;
        }
        List<Hint> hints = batch.hints();
        Failures failures = new Failures();
        UnnamedEntries unnamed = new UnnamedEntries(feed, gaps, clock);
        List<Hint> resolved = new ArrayList<>(hints.size());
        for (int i = 0; i < hints.size(); i++) {
            Hint hint = hints.get(i);
            RelativePath directory = paths.directories().get(i);
            if (hint instanceof Hint.Named) {
                resolved.add(hint);
            } else if (hint instanceof Hint.Unnamed one) {
                addUnnamed(one, directory, paths.answers(), unnamed, failures);
            } else if (directory != null) {
                resolved.add(named(directory, (Hint.Child) hint));
            } else {
                add(hint, paths.answers(), resolved, failures);
            }
        }
        failures.report();
        unnamed.report();
        return new HintBatch(resolved, batch.ticket());
    }

    private void add(Hint hint, Map<Long, Answer> answers, List<Hint> resolved, Failures failures) {
        boolean isChild = hint instanceof Hint.Child;
        long inode = isChild ? ((Hint.Child) hint).parentInode() : ((Hint.Inode) hint).inode();
        Answer answer = answers.get(inode);
        if (answer instanceof Answer.Gone) {
            gone.increment();
        } else if (answer instanceof Answer.At at) {
            try {
                if (isChild) {
                    addChild((Hint.Child) hint, at, resolved);
                } else {
                    for (String path : at.paths()) {
                        serverPaths.relative(path).ifPresent(place -> resolved.add(new Hint.Named(place, hint.seen())));
                    }
                }
            } catch (IllegalArgumentException e) {
                failures.add(hint, inode, e.getMessage());
            }
        } else {
            failures.add(hint, inode, answer instanceof Answer.Unclear unclear ? unclear.why() : "no answer");
        }
    }

    private void addUnnamed(
            Hint.Unnamed hint,
            RelativePath directory,
            Map<Long, Answer> answers,
            UnnamedEntries unnamed,
            Failures failures) {
        long inode = hint.directoryInode();
        Answer answer = answers.get(inode);
        if (directory != null) {
            unnamed.add(directory, hint.seen());
        } else if (answer instanceof Answer.Gone) {
            gone.increment();
        } else if (answer instanceof Answer.At at) {
            try {
                serverPaths.relative(String.join("\n", at.paths())).ifPresent(path -> unnamed.add(path, hint.seen()));
            } catch (IllegalArgumentException e) {
                failures.add(hint, inode, e.getMessage());
            }
        } else {
            failures.add(hint, inode, answer instanceof Answer.Unclear unclear ? unclear.why() : "no answer");
        }
    }

    private void addChild(Hint.Child hint, Answer.At at, List<Hint> resolved) {
        // Learnt for a hint before this one, most of the time.
        RelativePath directory = directories.get(hint.parentInode());
        if (directory == null) {
            // A directory has one path: where there seem to be several, it holds newlines.
            directory = serverPaths.relative(String.join("\n", at.paths())).orElse(null);
            if (directory == null) {
                return;
            }
            directories.put(hint.parentInode(), directory);
        }
        resolved.add(named(directory, hint));
    }

    private static Hint.Named named(RelativePath directory, Hint.Child hint) {
        return new Hint.Named(directory.child(hint.name()), hint.parentInode(), hint.seen());
    }

    /** The hints of one batch that are lost. */
    private final class Failures {
        private int count;
        private Instant earliest = Instant.MAX;
        private String first = "";

        void add(Hint hint, long inode, String why) {
            failed.increment();
            count++;
            earliest = hint.seen().isBefore(earliest) ? hint.seen() : earliest;
            if (first.isEmpty()) {
                first = "inode 0x" + Long.toHexString(inode) + ": " + why;
            }
        }

        void report() {
            if (count > 0) {
                Instant now = clock.instant();
                LOG.warn(
                        "{}: {} hints could not be resolved; a gap is recorded and a walk heals it; {}",
                        feed,
                        count,
                        first);
                gaps.record(
                        new Gap(feed, earliest.isBefore(now) ? earliest : now, now, "inodes could not be resolved"));
            }
        }
    }
}
