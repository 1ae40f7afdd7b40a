package dev.caravan.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.entry.Escape;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.Window;
import dev.caravan.trees.TargetSync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Since when the two sides are known to be equal: {@code known.json} in the state folder. It stores when the migration
 * began, when its last complete walk began, which data may not have been on the target's disk when the last process
 * ended, and which directories were moved since that walk. It is on disk before any mark moves. Thread-safe.
 */
public final class Knowledge implements TargetSync.Listener {
    /** The file's name, for a command that copies it. */
    public static final String FILE = "known.json";

    private static final Logger LOG = LoggerFactory.getLogger(Knowledge.class);
    private static final int FORMAT = 1;

    /**
     * The file is not written more often for a new {@code covered} alone; after a crash, what was written to the target
     * since then is compared.
     */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** A clock that is set back by less stays within the margins. */
    private static final Duration SET_BACK = Duration.ofSeconds(2);

    private final AtomicFile file;
    private final KnownFiles files;
    private final Clock clock;
    private final Duration sourceMargin;
    private final Duration targetMargin;
    private final Instant startedAt;
    private final KnownEqual known;

    // Guarded by this.
    private Content content;
    private Instant covered;
    private Instant asked;
    private Gap.Recorder gaps;
    private Instant lastSeen;
    private long lastSeenNanos;

    /**
     * The file's content.
     *
     * @param began when the migration began
     * @param walked when its last complete walk began; null where there was none
     * @param covered everything that was written to the target before this time is on its disk
     * @param clean true where a process has since ended in order with everything on disk
     * @param unsynced the time in which data was written that may not have reached the target's disk; null
     *     where there is none
     * @param lost the time in which data was written that the target's disk may have lost; null where there is none
     * @param moved the directories that were moved since the walk
     */
    private record Content(
            int format,
            Instant began,
            Instant walked,
            Instant covered,
            boolean clean,
            Window unsynced,
            Window lost,
            List<Moved> moved) {
        Instant base() {
            return walked == null ? began : walked;
        }
    }

    private record Moved(RelativePath directory, Instant at) {}

    /** How far the clocks of the two file systems may differ from this machine's. */
    public record Margins(Duration source, Duration target) {}

    /**
     * Reads the file; where there is none, the migration begins now.
     *
     * @param state the state folder; made where there is none
     * @throws IOException if the file cannot be read or parsed; the start must stop
     */
    public Knowledge(Path state, Margins margins, Clock clock) throws IOException {
        this.clock = clock;
        sourceMargin = margins.source();
        targetMargin = margins.target();
        file = new AtomicFile(state.resolve(FILE), Disk.REAL);
        startedAt = clock.instant();
        lastSeen = startedAt;
        lastSeenNanos = System.nanoTime();
        files = new KnownFiles(state);
        Optional<Content> last = load();
        content = begun(last, earlier(state));
        covered = content.covered();
        known = new KnownEqual(base());
        content.moved().forEach(moved -> known.moved(moved.directory(), moved.at()));
        if (last.filter(Content::clean).isPresent()) {
            known.remember(files.read());
        }
    }

    private Optional<Content> load() throws IOException {
        try {
            Optional<byte[]> found = file.open();
            return found.isEmpty() ? Optional.empty() : Optional.of(parse(found.get()));
        } catch (IOException e) {
            String why = e instanceof JsonProcessingException damage
                    ? "is damaged: " + Escape.latin1(damage.getOriginalMessage())
                    : "cannot be used: " + Disk.reason(e);
            throw new IOException(
                    this + ": " + why + ": restore the file from a copy, or delete it and compare all data once:"
                            + " caravan verify --content --repair",
                    e);
        }
    }

    private static Content parse(byte[] bytes) throws IOException {
        Content found = Json.MAPPER
                .readerFor(Content.class)
                .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .readValue(bytes);
        if (found == null || found.format() != FORMAT) {
            throw new IOException("holds no \"format\": " + FORMAT);
        }
        return found;
    }

    /**
     * Where a state from an older version has a walk but no such file, the migration began with that
     * walk at the latest.
     */
    private static Optional<Instant> earlier(Path state) throws IOException {
        try {
            Optional<byte[]> walk = new AtomicFile(state.resolve("walk.json"), Disk.REAL).open();
            return walk.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.MAPPER
                                    .readTree(walk.get())
                                    .path("position")
                                    .path("began")
                                    .asText())
                            .filter(began -> !began.isEmpty())
                            .map(Instant::parse);
        } catch (JsonProcessingException e) {
            // The reader of that file reports it.
            return Optional.empty();
        }
    }

    private Content begun(Optional<Content> before, Optional<Instant> earlier) {
        if (before.isEmpty()) {
            Instant began = earlier.filter(walk -> walk.isBefore(startedAt)).orElse(startedAt);
            return new Content(FORMAT, began, null, startedAt, false, null, null, List.of());
        }
        Content last = before.get();
        Window since = last.clean()
                ? null
                : Window.around(new Window(last.covered(), last.covered()), new Window(startedAt, startedAt))
                        .widenedBy(targetMargin);
        Instant base = last.base().isAfter(startedAt) ? startedAt : last.base();
        return new Content(
                FORMAT,
                last.began(),
                base,
                last.covered(),
                false,
                Window.around(last.unsynced(), since),
                last.lost(),
                last.moved());
    }

    private KnownEqual.Base base() {
        return new KnownEqual.Base(content.base().minus(sourceMargin), content.unsynced(), content.lost());
    }

    /** Which files are known to be equal. */
    public KnownEqual known() {
        return known;
    }

    /** This process writes to the target from now on. Returns once that is recorded on disk. */
    public synchronized void open(Gap.Recorder recorder) throws IOException {
        gaps = recorder;
        files.delete();
        write();
    }

    @Override
    public synchronized void begins() throws IOException {
        boolean isOther = !Set.copyOf(content.moved()).equals(Set.copyOf(moved()));
        if (isOther || covered.isAfter(content.covered().plus(INTERVAL))) {
            write();
        }
    }

    @Override
    public synchronized void covered(Instant before) {
        covered = before;
    }

    @Override
    public synchronized void lost(Instant since, IOException why) throws IOException {
        Instant now = clock.instant();
        content = with(
                content.walked(),
                content.unsynced(),
                Window.around(
                        content.lost(), new Window(since.isAfter(now) ? now : since, now).widenedBy(targetMargin)));
        known.forgetFiles();
        known.rebase(base());
        write();
        if (gaps == null) {
            throw new IOException("nobody records gaps yet");
        }
        try {
            gaps.record(new Gap(
                    "target",
                    since.isAfter(now) ? now : since,
                    now,
                    "the target's disk lost what was written to it (" + Escape.latin1(String.valueOf(why.getMessage()))
                            + ")"));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Called about every second.
     *
     * @param complete when the last walk of the whole tree began of which everything is done and nothing failed; empty
     *     where there is none
     */
    public void look(Supplier<Optional<Instant>> complete, Durability durability) {
        if (isSetBack()) {
            LOG.warn("this machine's clock was set back; what is known of equal files is known for less time");
        }
        complete.get().filter(this::isNews).ifPresent(began -> {
            // The walk counts only after its work, and all work before, is on disk.
            CompletableFuture<Void> unused =
                    durability.covered().whenComplete((covers, failure) -> walked(began, failure));
        });
    }

    /** Checks whether the clock was set back; entries may then seem older than they are, by as much. */
    private synchronized boolean isSetBack() {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        Duration back = Duration.between(now, lastSeen.plusNanos(nanos - lastSeenNanos));
        lastSeen = now;
        lastSeenNanos = nanos;
        if (back.compareTo(SET_BACK) < 0) {
            return false;
        }
        content = with(content.base().minus(back), content.unsynced(), content.lost());
        known.rebase(base());
        return true;
    }

    private synchronized boolean isNews(Instant began) {
        boolean isNews = began.isAfter(content.base()) && !began.equals(asked);
        if (isNews) {
            asked = began;
        }
        return isNews;
    }

    private synchronized void walked(Instant began, Throwable failure) {
        asked = null;
        if (failure != null || !began.isAfter(content.base())) {
            return;
        }
        // A walk that resumed after a crash has not looked again at what it had done before.
        boolean isOfThisProcess = !began.isBefore(startedAt);
        Window lost = content.lost();
        boolean isAfterLoss = lost != null && lost.to().minus(targetMargin).isBefore(began);
        Content before = content;
        content = with(began, isOfThisProcess ? null : before.unsynced(), isAfterLoss ? null : lost);
        try {
            write();
            known.rebase(base());
            known.forgetMovedBefore(began);
        } catch (IOException e) {
            content = before;
            LOG.warn("{}: cannot be written: {}; it is tried again", this, Disk.reason(e));
        }
    }

    private Content with(Instant walked, Window unsynced, Window lost) {
        return new Content(
                FORMAT, content.began(), walked, content.covered(), content.clean(), unsynced, lost, content.moved());
    }

    /**
     * This process does not write to the target any more.
     *
     * @param clean true where everything that it wrote is on the target's disk
     */
    public synchronized void end(boolean clean) throws IOException {
        if (clean) {
            files.write(known.remembered());
        }
        content = new Content(
                FORMAT,
                content.began(),
                content.walked(),
                content.covered(),
                clean,
                content.unsynced(),
                content.lost(),
                content.moved());
        write();
    }

    private List<Moved> moved() {
        return known.moved().entrySet().stream()
                .map(each -> new Moved(each.getKey(), each.getValue()))
                .toList();
    }

    private void write() throws IOException {
        Content now = new Content(
                FORMAT,
                content.began(),
                content.walked(),
                covered,
                content.clean(),
                content.unsynced(),
                content.lost(),
                moved());
        file.write(Json.MAPPER.writeValueAsBytes(now));
        content = now;
    }

    @Override
    public String toString() {
        return "state file " + Escape.path(file.path());
    }
}
