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
import java.util.Optional;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregation strategy that turns hints by inode into hints by path: a route enriches a {@link HintBatch} with the
 * {@link InodePaths} from {@code resolve:}. A hint whose inode has no path any more is dropped; one whose inode could
 * not be resolved is recorded as a gap. Thread-safe.
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

    /** Returns the batch's hints by path, in their order, under the batch's ticket. */
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
            } else if (hint instanceof Hint.Inode inode) {
                addPaths(inode, paths.answers(), resolved, failures);
            } else if (hint instanceof Hint.Child child) {
                if (directory == null) {
                    directory = directory(child, child.parentInode(), paths.answers(), failures);
                }
                if (directory != null) {
                    resolved.add(new Hint.Named(directory.child(child.name()), child.parentInode(), child.seen()));
                }
            } else if (hint instanceof Hint.Unnamed one) {
                if (directory == null) {
                    directory = directory(one, one.directoryInode(), paths.answers(), failures);
                }
                if (directory != null) {
                    unnamed.add(directory, one.seen());
                }
            }
        }
        failures.report();
        unnamed.report();
        return batch.with(resolved);
    }

    /** The directory's path, most often learnt for an earlier hint; null where it is gone or unknown. */
    private RelativePath directory(Hint hint, long inode, Map<Long, Answer> answers, Failures failures) {
        RelativePath known = directories.get(inode);
        if (known != null) {
            return known;
        }
        // A directory has exactly one path: several are the lines of one that holds newlines.
        Optional<RelativePath> told = paths(hint, inode, answers, failures)
                .flatMap(paths -> relative(hint, inode, String.join("\n", paths), failures));
        told.ifPresent(directory -> directories.put(inode, directory));
        return told.orElse(null);
    }

    private void addPaths(Hint.Inode hint, Map<Long, Answer> answers, List<Hint> resolved, Failures failures) {
        for (String path : paths(hint, hint.inode(), answers, failures).orElse(List.of())) {
            relative(hint, hint.inode(), path, failures)
                    .ifPresent(place -> resolved.add(new Hint.Named(place, hint.seen())));
        }
    }

    /** The inode's paths in the server's terms; empty where it is gone or unknown. */
    private Optional<List<String>> paths(Hint hint, long inode, Map<Long, Answer> answers, Failures failures) {
        Answer answer = answers.get(inode);
        if (answer instanceof Answer.At at) {
            return Optional.of(at.paths());
        }
        if (answer instanceof Answer.Gone) {
            gone.increment();
        } else {
            failures.add(hint, inode, answer instanceof Answer.Unclear unclear ? unclear.why() : "no answer");
        }
        return Optional.empty();
    }

    private Optional<RelativePath> relative(Hint hint, long inode, String path, Failures failures) {
        try {
            return serverPaths.relative(path);
        } catch (IllegalArgumentException e) {
            failures.add(hint, inode, e.getMessage());
            return Optional.empty();
        }
    }

    /** The hints of one batch that could not be resolved. */
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
