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
 * <p>The answer is yes where {@code /proc/self/task} has that id now, and the line was written between that thread's
 * start and now: the id belonged to that thread all the while. In any doubt the answer is no, since a needless hint
 * costs a look, but a missing one loses a change. So it is no where the thread has ended meanwhile, and for lines of
 * its first two seconds, since clocks are rounded. Single-threaded.
 */
final class OwnThreads {
    private static final Logger LOG = LoggerFactory.getLogger(OwnThreads.class);

    /**
     * The kernel's PROC_PID_INIT_INO (include/linux/proc_ns.h): the initial pid namespace, whose ids a mount outside
     * any container logs.
     */
    private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]";

    /**
     * {@code USER_HZ}: the kernel's unit of a thread's start time, 100 a second on every architecture with a Java 17.
     */
    private static final long MICROS_PER_TICK = 10_000;

    /** Index of field 22, the start time, among the fields of {@code /proc/PID/stat} after the name in brackets. */
    private static final int START_FIELD = 22 - 3;

    private static final long DOUBT_MICROS = 2_000_000;
    private static final int MAX_CACHED = 4_096;

    /** What was found about an id; it holds for lines up to {@code checkedMicros}. */
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
     * The threads of the process that {@code proc/self} is.
     *
     * @param proc {@code /proc}; where it is missing, no thread counts as ours
     */
    OwnThreads(Path proc, Clock clock) {
        this.proc = proc;
        this.clock = clock;
    }

    /** The threads of this process; none where the log's ids and ours may be of different pid namespaces. */
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
     * True where the thread belonged to this process when the line was written.
     *
     * @param pid the thread's id; never ours where it is 0 or less
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
        // The time is read before the thread is looked for: the answer holds up to this moment.
        long now = clock.millis() * 1_000;
        try {
            String stat = Files.readString(proc.resolve("self/task/" + pid + "/stat"), ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", START_FIELD + 2);
            String uptime = Files.readString(proc.resolve("uptime"), ISO_8859_1);
            long upMicros = (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e6);
            long start = now - upMicros + Long.parseLong(fields[START_FIELD]) * MICROS_PER_TICK;
            return new Tenure(start, now);
        } catch (IOException | RuntimeException e) {
            // Usually there is no such thread. Any other fault means in doubt no.
            return new Tenure(Tenure.NOT_OURS, now);
        }
    }
}
