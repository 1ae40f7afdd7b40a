package dev.caravan.trees;

import dev.caravan.control.LastingFault;
import dev.caravan.control.Threads;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.Maker;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Folder;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that write to the target: this one, which renews its lease, and the others, whose leases it observes.
 * Thread-safe.
 *
 * <p>A lease is the file {@code .caravan/movers/MAKER.json} on the target. Of a process of this host the kernel tells
 * whether it lives. One of another host lives as long as its lease changes: no two hosts' clocks are compared, only
 * the time counts, by this host's monotonic clock, for which the same content was seen. Where there is no lease that
 * can be read, nothing is known of the process.
 */
public final class Movers implements Makers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Movers.class);
    private static final RelativePath FOLDER = Exclusions.OWN.child("movers");
    private static final Pattern NAME = Pattern.compile("(" + Maker.FORM + ")\\.json(\\.new)?");
    private static final String OWN = Maker.OWN + ".json";
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    private static final Duration LEAVING = Duration.ofSeconds(1);
    private static final int FOR_ALL_TO_READ = 0644;
    private static final int FOR_ALL_TO_LIST = 0755;

    /** More bytes than a lease has. */
    private static final int MAX_BYTES = 4096;

    private final Roots roots;
    private final Posix posix;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread = Threads.scheduler("movers");
    private final LastingFault unwritten = new LastingFault();
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** Processes of other hosts that had ended when this one deleted their leases. */
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    private volatile Lease own;

    /**
     * A lease as it was last read.
     *
     * @param lease empty where the file holds none
     * @param sinceNanos since when it has been the same, by this host's monotonic clock
     */
    private record Seen(Optional<Lease> lease, long sinceNanos) {}

    /** Movers on a target that is observed by hand, with {@link #round}. */
    Movers(Roots roots, Posix posix, Lease own, LongSupplier nanos) {
        this.roots = roots;
        this.posix = posix;
        this.own = own;
        this.nanos = nanos;
    }

    /**
     * Writes this process's lease, and begins to renew it.
     *
     * @param command what this process was started as
     */
    public static Movers join(Roots roots, Posix posix, String command, Instant now) {
        Movers movers = new Movers(roots, posix, Lease.own(command, now), System::nanoTime);
        movers.round();
        List<Lease> others = movers.others();
        if (!others.isEmpty()) {
            LOG.info("others write to this target at the same time: {}", others);
        }
        Future<?> unused = movers.thread.scheduleWithFixedDelay(
                movers::round, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        return movers;
    }

    /** Renews this process's lease and reads the others'; a failure of either does not keep it from copying. */
    void round() {
        try {
            renew();
            if (unwritten.ends()) {
                LOG.info("this process's lease on the target is renewed again");
            }
        } catch (IOException | RuntimeException e) {
            if (unwritten.begins()) {
                LOG.warn(
                        "this process's lease on the target cannot be written: {}; the copies go on, but another host that"
                                + " writes to this target may remove a temporary file that is not written to for {} min",
                        e.toString(),
                        TemporaryName.ABANDONED.toMinutes());
            }
        }
        try {
            observe();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the leases on the target cannot be read", e);
        }
    }

    private void renew() throws IOException {
        Lease next = own.renewed();
        try (Folder folder = openOrMake()) {
            Path made = folder.entry(OWN + ".new");
            posix.delete(made);
            try (OpenFile file = posix.create(made, FOR_ALL_TO_READ)) {
                file.write(next.bytes(), 0);
            }
            posix.rename(made, folder.entry(OWN));
        }
        own = next;
    }

    private Folder openOrMake() throws IOException {
        Optional<Folder> standing = posix.openIfThere(roots.target(), FOLDER);
        if (standing.isPresent()) {
            return standing.get();
        }
        // The directory under the mount point of an unmounted target must stay untouched.
        roots.check();
        try (Folder above = posix.open(roots.target(), FOLDER.parent())) {
            posix.makeDirectory(above.entry(FOLDER.name()), FOR_ALL_TO_LIST);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{}: another process has just made it, or it is no directory", FOLDER);
        }
        return posix.open(roots.target(), FOLDER);
    }

    private void observe() throws IOException {
        Optional<Folder> opened = posix.openIfThere(roots.target(), FOLDER);
        if (opened.isEmpty()) {
            seen.clear();
            return;
        }
        try (Folder folder = opened.get()) {
            Set<String> makers = new HashSet<>();
            for (String name : folder.names()) {
                Matcher form = NAME.matcher(name);
                if (form.matches() && !form.group(1).equals(Maker.OWN)) {
                    makers.add(form.group(1));
                }
            }
            seen.keySet().retainAll(makers);
            for (String maker : makers) {
                observe(folder, maker);
            }
        }
    }

    private void observe(Folder folder, String maker) {
        try {
            Seen lease = note(maker, read(folder, maker));
            if (!hasEnded(maker, lease)) {
                return;
            }
            LOG.info(
                    "a process that wrote to this target has ended without a word: {}",
                    lease.lease().map(Lease::toString).orElse(maker));
            ended.add(maker);
            posix.delete(folder.entry(maker + ".json"));
            posix.delete(folder.entry(maker + ".json.new"));
            seen.remove(maker);
        } catch (IOException e) {
            LOG.debug("{}: its lease on the target cannot be read or deleted", maker, e);
        }
    }

    private boolean hasEnded(String maker, Seen lease) {
        return switch (Maker.state(maker)) {
            case LIVES -> false;
            case ENDED -> true;
            case UNKNOWN -> isSilent(lease, lease.lease().isPresent() ? SILENT : TemporaryName.ABANDONED);
        };
    }

    private boolean isSilent(Seen lease, Duration bound) {
        return nanos.getAsLong() - lease.sinceNanos() >= bound.toNanos();
    }

    private Seen note(String maker, Optional<Lease> lease) {
        if (lease.isPresent()) {
            // It was only stopped for a while.
            ended.remove(maker);
        }
        Seen now = new Seen(lease, nanos.getAsLong());
        return seen.compute(
                maker, (same, before) -> before != null && before.lease().equals(lease) ? before : now);
    }

    /** The process's lease; empty where there is none, or the file holds none. */
    private Optional<Lease> read(Folder folder, String maker) throws IOException {
        Path file = folder.entry(maker + ".json");
        if (posix.look(file).filter(entry -> entry.type() == Entry.Type.FILE).isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
        try (OpenFile lease = posix.openForReading(file)) {
            lease.read(content, 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Lease.of(Arrays.copyOf(content.array(), content.position()));
    }

    @Override
    public Maker.State state(String maker) {
        Maker.State known = Maker.state(maker);
        return known == Maker.State.UNKNOWN ? stateByLease(maker) : known;
    }

    private Maker.State stateByLease(String maker) {
        Seen known = seen.get(maker);
        if (known != null && known.lease().isPresent() && !isSilent(known, SILENT)) {
            return Maker.State.LIVES;
        }
        // This process itself may have been stopped, and have read no lease for a while. So it reads before it judges.
        try (Folder folder = posix.open(roots.target(), FOLDER)) {
            Seen lease = note(maker, read(folder, maker));
            if (lease.lease().isEmpty()) {
                return ended.contains(maker) ? Maker.State.ENDED : Maker.State.UNKNOWN;
            }
            return isSilent(lease, SILENT) ? Maker.State.ENDED : Maker.State.LIVES;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Maker.State.UNKNOWN;
        } catch (IOException e) {
            LOG.debug("{}: its lease on the target cannot be read", maker, e);
            return Maker.State.LIVES;
        }
    }

    /** The leases of all other processes that write to the target now, as far as they were read. */
    public List<Lease> others() {
        return seen.entrySet().stream()
                .filter(each -> !hasEnded(each.getKey(), each.getValue()))
                .flatMap(each -> each.getValue().lease().stream())
                .sorted(Comparator.comparing(Lease::host).thenComparing(Lease::pid))
                .toList();
    }

    /** Deletes this process's lease. A target that does not answer is not waited for: the lease expires. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        Future<?> left = thread.submit(this::leave);
        thread.shutdown();
        try {
            left.get(LEAVING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("this process's lease stays on the target until it expires", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        try {
            Optional<Folder> opened = posix.openIfThere(roots.target(), FOLDER);
            if (opened.isPresent()) {
                try (Folder folder = opened.get()) {
                    posix.delete(folder.entry(OWN));
                    posix.delete(folder.entry(OWN + ".new"));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("this process's lease stays on the target until it expires", e);
        }
    }
}
