package dev.caravan.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.change.Canaries;
import dev.caravan.change.Hint;
import dev.caravan.change.LineBatch;
import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.parse.Parser;
import dev.caravan.posix.Posix;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Examines whether lookups come out of the log, whether those of names that do not exist do, and whether the client
 * caches names, so that a second lookup of a name is not logged.
 */
final class EchoExamination {
    private static final String SUBJECT = "echoes";

    /** A client may write its log through a buffer, and so late. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long POLL_MILLIS = 50;
    private static final int MOST_BYTES = 16 << 20;

    private final Settings settings;
    private final Posix posix;
    private final Clock clock;
    private final Canaries canaries = new Canaries();

    EchoExamination(Settings settings, Posix posix, Clock clock) {
        this.settings = settings;
        this.posix = posix;
        this.clock = clock;
    }

    void examine(Findings findings) throws IOException, InterruptedException {
        Path log = settings.path(Key.TAIL_PATH);
        Optional<String> name = aName();
        // Faults of the log itself are found by its own examination.
        if (!settings.has(Key.TAIL_PATH) || !Files.isRegularFile(log) || name.isEmpty()) {
            return;
        }
        List<RelativePath> beats = List.of(canaries.beat(), canaries.beat(), canaries.beat());
        long begin = Files.size(log);
        lookUp(beats.get(0).latin1());
        lookUp(name.get());
        lookUp(beats.get(1).latin1());
        lookUp(name.get());
        lookUp(beats.get(2).latin1());
        List<String> names = await(log, begin, beats.get(2).latin1());
        int first = names.indexOf(beats.get(0).latin1());
        int second = names.indexOf(beats.get(1).latin1());
        int third = names.indexOf(beats.get(2).latin1());
        if (names.isEmpty()) {
            findings.warn(
                    SUBJECT,
                    "five names were looked up in the source, and none has come out of the log in "
                            + Units.duration(PATIENCE),
                    "see that this is the log of the client that the source is mounted by, with its debug log on");
        } else if (first < 0 || second < first || third < second) {
            findings.warn(
                    SUBJECT,
                    "this client logs no lookups of names that do not exist",
                    "Caravan's own looks cannot be told from others' then, and a silent log only where it has no line at all;"
                            + " set caravan.read-root to a mount without a log");
        } else if (names.subList(second, third).contains(name.get())) {
            findings.ok(SUBJECT, "the log tells each lookup, and names that do not exist too");
        } else {
            remembersNames(findings, Escape.latin1(name.get()));
        }
    }

    private void remembersNames(Findings findings, String name) {
        String text = "the client keeps names in mind: " + name + " was looked up twice and logged at most once";
        if (!settings.has(Key.READ_ROOT)) {
            findings.fail(
                    SUBJECT,
                    text + ", so that a change just after one of Caravan's looks is in no line",
                    "set caravan.read-root to a mount without a log, or switch off that cache");
        } else {
            findings.warn(
                    SUBJECT,
                    text,
                    "see that it forgets them within caravan.settle.quiet-seconds; Caravan reads elsewhere");
        }
    }

    private void lookUp(String name) throws IOException {
        posix.look(new RelativePath(name).under(settings.source()));
    }

    private Optional<String> aName() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(settings.source())) {
            Iterator<Path> each = entries.iterator();
            return each.hasNext() ? Optional.of(FileNames.toLatin1(each.next().getFileName())) : Optional.empty();
        }
    }

    /** The names in the log from this offset on, once the last one has come or the patience is over. */
    private List<String> await(Path log, long begin, String last) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<String> names = names(log, begin);
        while (!names.contains(last) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            names = names(log, begin);
        }
        return names;
    }

    private List<String> names(Path log, long begin) throws IOException {
        try (FileChannel file = FileChannel.open(log)) {
            int size = (int) Math.max(0, Math.min(MOST_BYTES, file.size() - begin));
            ByteBuffer bytes = ByteBuffer.allocate(size);
            file.read(bytes, begin);
            String text = new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            Parser parser = new Parser(
                    settings.text(Key.PARSE_DIALECT),
                    settings.zone(),
                    clock,
                    "client-log",
                    gap -> {},
                    new SimpleMeterRegistry());
            return parser.parse(LineBatch.of(Arrays.asList(whole.split("\n")))).hints().stream()
                    .filter(Hint.Child.class::isInstance)
                    .map(hint -> ((Hint.Child) hint).name())
                    .toList();
        }
    }
}
