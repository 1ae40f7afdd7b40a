package dev.caravan.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.change.Custody;
import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Task;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** The stage that turns hints by inode into hints by path. Thread-safe; one thread at a time talks to the tool. */
public final class Resolver implements AutoCloseable {
    private static final int MAX_ROUNDS = 3;
    private static final String CCDBFS_ROOT = "/disk";
    private static final Answer GONE = new Answer.Gone();

    private final InodeTool tool;
    private final BackOff backOff;
    private final DirectoryCache directories;
    private final GoneProof proof;
    private final Distrust distrust;
    private final HintsByPath naming;
    private final Counter asked;
    private final Counter cached;
    private final Object oneAtATime = new Object();

    Resolver(
            InodeTool tool,
            BackOff backOff,
            ServerPaths serverPaths,
            DirectoryCache directories,
            OptionalLong root,
            Clock clock,
            String feed,
            Gap.Recorder gaps,
            MeterRegistry meters) {
        this.tool = tool;
        this.backOff = backOff;
        this.directories = directories;
        this.proof = new GoneProof(serverPaths, root);
        this.distrust = new Distrust(feed, backOff.patience().start(), clock);
        this.naming = new HintsByPath(serverPaths, directories, clock, feed, gaps, meters);
        this.asked = meters.counter("caravan.resolve.asked");
        this.cached = meters.counter("caravan.resolve.cached");
    }

    /**
     * The resolver that a dialect needs: for {@code ccdbfs} one long-lived tool that is asked line by line, for {@code
     * moosefs} calls of {@code mfsfilepaths}; for any other dialect one that only passes hints by path.
     *
     * @param settings the tool; an empty command means {@code mfsfilepaths} for {@code moosefs}; an empty prefix means
     *     {@code /disk} for {@code ccdbfs} and the mount's root for {@code moosefs}
     * @param root the source root's inode number in its mount; empty where not known
     * @param quietPeriod the quiet period; answers are kept for half of it
     * @param feed the feed's name in gaps and messages
     * @throws IllegalArgumentException if the dialect needs a command and has none
     */
    public static Resolver of(
            String dialect,
            ToolSettings settings,
            OptionalLong root,
            Duration quietPeriod,
            Clock clock,
            String feed,
            Gap.Recorder gaps,
            MeterRegistry meters) {
        BackOff backOff = new BackOff(Patience.of(settings.answerTimeout()));
        DirectoryCache directories = new DirectoryCache(quietPeriod.dividedBy(2), Ticker.systemTicker());
        Counter restarts = meters.counter("caravan.resolve.restarts");
        boolean isMoosefs = dialect.equals("moosefs");
        String prefix = settings.prefix().isEmpty() && !isMoosefs ? CCDBFS_ROOT : settings.prefix();
        InodeTool tool = switch (dialect) {
            case "ccdbfs" -> new LineTool(withCommand(dialect, settings), backOff, restarts);
            case "moosefs" -> new FilePathsTool(settings.orCommand("mfsfilepaths"), backOff);
            default -> new NoTool();
        };
        return new Resolver(
                tool, backOff, new ServerPaths(prefix, isMoosefs), directories, root, clock, feed, gaps, meters);
    }

    private static ToolSettings withCommand(String dialect, ToolSettings settings) {
        if (settings.command().isEmpty()) {
            throw new IllegalArgumentException("caravan.resolve.command: is empty: dialect " + dialect
                    + " needs the inode tool and its arguments");
        }
        return settings;
    }

    /**
     * Asks the tool and returns the same hints by path.
     *
     * @throws IllegalStateException if the resolver is closed meanwhile: the batch is not done
     */
    public HintBatch resolve(HintBatch batch) throws InterruptedException {
        return naming.name(batch, paths(batch.hints()));
    }

    /** Returns the paths of these hints' inodes; the unknown ones are asked for together. */
    InodePaths paths(List<Hint> hints) throws InterruptedException {
        RelativePath[] parents = new RelativePath[hints.size()];
        Set<Long> unknown = new LinkedHashSet<>();
        int named = lookUp(hints, parents, unknown);
        if (named == hints.size()) {
            return InodePaths.NONE;
        }
        return new InodePaths(Arrays.asList(parents), unknown.isEmpty() ? Map.of() : ask(unknown));
    }

    /** The strategy by which a route puts the answers of {@code resolve:} into its batch of hints. */
    public AggregationStrategy naming() {
        return naming;
    }

    /**
     * Asks again for the path of the directory that a hint meant.
     *
     * @return the tasks to look at, each under a ticket of its own: the entry at the path as it was named, where
     *     another directory may be now; and the entry in the hint's directory at its present path, where it has one
     */
    public List<Task> locate(Verdict.Moved moved, Exchange exchange) throws InterruptedException {
        List<Task> tasks = locate(moved);
        // The exchange is already responsible for the first task.
        tasks.stream().skip(1).forEach(task -> Custody.take(exchange, task));
        return tasks;
    }

    List<Task> locate(Verdict.Moved moved) throws InterruptedException {
        Task task = moved.task();
        List<Task> tasks = new ArrayList<>();
        tasks.add(task.at(task.path(), 0));
        long inode = task.directoryInode();
        if (!directories.isGone(inode)) {
            directories.forget(task.path().parent());
            Hint hint = new Hint.Child(inode, task.path().name(), moved.look().begin());
            HintBatch asked = new HintBatch(List.of(hint), Ticket.NONE);
            InodePaths paths = paths(asked.hints());
            List<Hint> now = naming.name(asked, paths).hints();
            if (GONE.equals(paths.answers().get(inode))) {
                directories.putGone(inode);
            } else if (!now.isEmpty() && !((Hint.Named) now.get(0)).path().equals(task.path())) {
                task.ticket().retain();
                tasks.add(task.at(((Hint.Named) now.get(0)).path(), inode));
            }
        }
        return tasks;
    }

    /** Forgets the paths of this directory and of all directories below it. Thread-safe. */
    public void forget(RelativePath directory) {
        directories.forget(directory);
    }

    /** Ends the tool; a thread that is asking it gets an {@link IllegalStateException}. */
    @Override
    public void close() {
        backOff.close();
        tool.close();
    }

    /**
     * Fills in the known directories, collects the inodes to ask for, and returns the number of hints that
     * have a path already.
     */
    private int lookUp(List<Hint> hints, RelativePath[] parents, Set<Long> unknown) {
        int named = 0;
        int found = 0;
        Hint.Child before = null;
        RelativePath parent = null;
        for (int i = 0; i < parents.length; i++) {
            Hint hint = hints.get(i);
            if (hint instanceof Hint.Child child) {
                // Consecutive log lines often name entries of one directory.
                if (before == null || before.parentInode() != child.parentInode()) {
                    parent = directories.get(child.parentInode());
                }
                before = child;
                parents[i] = parent;
                if (parent == null) {
                    unknown.add(child.parentInode());
                } else {
                    found++;
                }
            } else if (hint instanceof Hint.Inode inode) {
                unknown.add(inode.inode());
            } else if (hint instanceof Hint.Unnamed one) {
                parents[i] = directories.get(one.directoryInode());
                if (parents[i] == null) {
                    unknown.add(one.directoryInode());
                }
            } else {
                named++;
            }
        }
        cached.increment(found);
        return named;
    }

    private Map<Long, Answer> ask(Set<Long> inodes) throws InterruptedException {
        synchronized (oneAtATime) {
            Map<Long, Answer> answers = new HashMap<>();
            Collection<Long> open = inodes;
            boolean isProven = false;
            for (int round = 1; ; round++) {
                backOff.checkOpen();
                asked.increment(open.size());
                boolean isDoubtful;
                try {
                    Map<Long, Answer> given = tool.ask(open);
                    proof.learn(given);
                    boolean isAnyGone = given.containsValue(GONE);
                    isProven = isProven || (isAnyGone && isTrusted());
                    isDoubtful = isAnyGone && !isProven;
                    answers.putAll(isDoubtful ? withoutGone(given) : given);
                } catch (InodeTool.UnavailableException e) {
                    open.forEach(inode -> answers.put(inode, new Answer.Unclear(e.getMessage())));
                    return answers;
                }
                open = answers.entrySet().stream()
                        .filter(answer -> answer.getValue() instanceof Answer.Unclear)
                        .map(Map.Entry::getKey)
                        .toList();
                if (open.isEmpty() || (round >= MAX_ROUNDS && !(isDoubtful && distrust.isWorthWaiting()))) {
                    return answers;
                }
                if (isDoubtful) {
                    tool.restart();
                }
                backOff.await(round);
            }
        }
    }

    /** True where the tool now finds a directory that is known to exist. */
    private boolean isTrusted() throws InterruptedException, InodeTool.UnavailableException {
        List<Long> questions = proof.questions();
        asked.increment(questions.size());
        return distrust.learn(!questions.isEmpty() && proof.isIn(tool.ask(questions)));
    }

    private static Map<Long, Answer> withoutGone(Map<Long, Answer> given) {
        Map<Long, Answer> answers = new HashMap<>(given);
        answers.replaceAll((inode, answer) -> answer.equals(GONE)
                ? new Answer.Unclear(
                        "it says that there is no such inode, and so it says of directories that are there")
                : answer);
        return answers;
    }
}
