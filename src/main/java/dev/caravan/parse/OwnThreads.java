package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether a thread id of a log line was a thread of this process when the line was written.
 *
 * <p>It is where {@code /proc/self/task} has that id now, and the line was written between that thread's start and now: the id
 * belonged to that thread all the while. In any doubt the answer is no, since a needless hint costs a look and a missing one a
 * change. A thread that has ended meanwhile is such a doubt, and so are two seconds after the start, for clocks that are
 * rounded. Not for several threads.
 */
final class OwnThreads {
    private static final Logger LOG = LoggerFactory.getLogger(OwnThreads.class);

    /** The kernel's PROC_PID_INIT_INO (include/linux/proc_ns.h): the process ids that every mount outside a container gives. */
    private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]";

    /** {@code USER_HZ}, in which the kernel tells a thread's start on every architecture that Java 17 has a port for. */
    private static final long MICROS_PER_TICK = 10_000;

    /** Fields of {@code /proc/PID/stat} from the third, the first after the name in brackets, to the 22nd. */
    private static final int START_FIELD = 22 - 3;

    private static final long DOUBT_MICROS = 2_000_000;
    private static final int MAX_CACHED = 4_096;

    /** What was found of an id: holds for lines up to {@code checkedMicros}. */
    private record Tenure(long startMicros, long checkedMicros) {
        static final long NOT_OURS = Long.MAX_VALUE;
    }

    private final Path proc;
    private final Clock clock;
    private final Map<Long, Tenure> tenures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Tenure> eldest) {
            return size() > MAX_CACHED;
        }
    };

    /**
     * Of the process that {@code proc/self} is.
     *
     * @param proc {@code /proc}; where it does not have what is looked for, no thread is ours
     */
    OwnThreads(Path proc, Clock clock) {
        this.proc = proc;
        this.clock = clock;
    }

    /** Of this process; of none where it cannot be told that the log's ids and ours are of one numbering. */
    static OwnThreads ofThisProcess(Clock clock) {
        try {
            Path namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
            if (namespace.toString().equals(INITIAL_PID_NAMESPACE)) {
                return new OwnThreads(Path.of("/proc"), clock);
            }
            LOG.info("thread ids are those of a container ({}): own reads are not told from others by them", namespace);
        } catch (IOException e) {
            LOG.info("no /proc here ({}): own reads are not told from others by thread ids", e.toString());
        }
        return new OwnThreads(Path.of("/nonexistent"), clock);
    }

    /** True where our threads can be told from others at all. */
    boolean areKnown() {
        return Files.isDirectory(proc.resolve("self/task"));
    }

    /**
     * True where the thread was ours.
     *
     * @param pid the thread's id; 0 or less is nobody's
     * @param seenMicros when the line was written, in microseconds since the epoch
     */
    boolean contain(long pid, long seenMicros) {
        if (pid <= 0) {
            return false;
        }
        Tenure tenure = tenures.get(pid);
        if (tenure == null || seenMicros > tenure.checkedMicros()) {
            tenure = look(pid);
            tenures.put(pid, tenure);
        }
        return tenure.startMicros() != Tenure.NOT_OURS
                && seenMicros >= tenure.startMicros() + DOUBT_MICROS
                && seenMicros <= tenure.checkedMicros();
    }

    private Tenure look(long pid) {
        // Read before the thread is looked for: up to this moment the answer holds.
        long now = clock.millis() * 1_000;
        try {
            String stat = Files.readString(proc.resolve("self/task/" + pid + "/stat"), ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", START_FIELD + 2);
            String uptime = Files.readString(proc.resolve("uptime"), ISO_8859_1);
            long upMicros = (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e6);
            long start = now - upMicros + Long.parseLong(fields[START_FIELD]) * MICROS_PER_TICK;
            return new Tenure(start, now);
        } catch (IOException | RuntimeException e) {
            // No such thread is the ordinary case; anything else here is not worth a hint.
            return new Tenure(Tenure.NOT_OURS, now);
        }
    }
}
