package dev.caravan.doctor;

import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Ticket;
import dev.caravan.control.Threads;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.resolve.Resolver;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Examines whether the inode tool starts, and turns an inode into a path that exists in the source. */
final class ToolExamination {
    private static final String SUBJECT = "inode tool";
    private static final String MEND = "see the warning above, ask it by hand (caravan.resolve.command), and see that"
            + " caravan.resolve.prefix is the source's root in its terms";

    /** A limit, since otherwise starting the tool is tried for a minute. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final Settings settings;
    private final Optional<Hint> newest;
    private final Clock clock;

    ToolExamination(Settings settings, Optional<Hint> newest, Clock clock) {
        this.settings = settings;
        this.newest = newest;
        this.clock = clock;
    }

    void examine(Findings findings) throws IOException, InterruptedException {
        boolean isMoosefs = settings.text(Key.PARSE_DIALECT).equals("moosefs");
        boolean isCalled = settings.has(Key.TAIL_PATH) || settings.has(Key.OPLOG_PATH);
        if (!settings.has(Key.RESOLVE_COMMAND) && !(isMoosefs && isCalled)) {
            return;
        }
        MeterRegistry meters = new SimpleMeterRegistry();
        ScheduledExecutorService timer = Threads.scheduler("patience");
        Path source = settings.source().toRealPath();
        long root = Lstat.readFollowing(source).inode();
        try (Resolver resolver = resolver(meters, root)) {
            // A caller that is asking the tool then gets an exception.
            Future<?> unused = timer.schedule(resolver::close, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (newest.isPresent() && newest.get() instanceof Hint.Child child) {
                ask(findings, resolver, meters, child.parentInode(), "of the log's newest line", source);
            } else {
                ask(findings, resolver, meters, root, "of the source itself", source);
            }
        } catch (IllegalStateException e) {
            findings.fail(SUBJECT, "gives no answer within " + PATIENCE_MILLIS / 1000 + " s", MEND);
        } finally {
            timer.shutdownNow();
        }
    }

    private Resolver resolver(MeterRegistry meters, long root) {
        return Resolver.of(
                settings.text(Key.PARSE_DIALECT),
                settings.tool(),
                OptionalLong.of(root),
                settings.seconds(Key.SETTLE_QUIET_SECONDS),
                clock,
                "client-log",
                gap -> {},
                meters);
    }

    private void ask(Findings findings, Resolver resolver, MeterRegistry meters, long inode, String which, Path source)
            throws InterruptedException {
        String question = "inode 0x" + Long.toHexString(inode) + ", " + which + ",";
        Hint hint = new Hint.Child(inode, "x", clock.instant());
        List<Hint> answer =
                resolver.resolve(new HintBatch(List.of(hint), Ticket.NONE)).hints();
        if (!answer.isEmpty()) {
            RelativePath directory = ((Hint.Named) answer.get(0)).path().parent();
            if (Files.isDirectory(directory.under(source), LinkOption.NOFOLLOW_LINKS)) {
                findings.ok(SUBJECT, question + " is " + directory + ", which stands in the source");
            } else {
                findings.warn(
                        SUBJECT,
                        question + " is " + directory + ", which the source does not have",
                        "see that caravan.resolve.prefix is the source's root in the tool's terms, unless it was removed");
            }
        } else if (meters.counter("caravan.resolve.failed").count() > 0) {
            findings.fail(SUBJECT, question + " got no answer that could be read", MEND);
        } else if (meters.counter("caravan.resolve.gone").count() > 0) {
            findings.warn(
                    SUBJECT, question + " is gone, as it answers", "run doctor again when the log has another line");
        } else {
            findings.warn(
                    SUBJECT,
                    question + " is not below caravan.resolve.prefix",
                    "see that the prefix is the source's root in the tool's terms");
        }
    }
}
