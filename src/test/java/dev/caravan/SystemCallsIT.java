package dev.caravan;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.moosefs.Trees;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the copy of one small new file asks of the kernel: on a network file system most of these are round trips. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SystemCallsIT {
    private static final Logger LOG = LoggerFactory.getLogger(SystemCallsIT.class);
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final int FILES = 20;
    private static final int MOST = 14;

    /** Open, create, rename: a trace that shows less than that has missed something. */
    private static final int LEAST = 3;

    /** They move data, or end or place what was opened: neither names a path nor touches what is known of a file. */
    private static final Pattern DATA = Pattern.compile(
            "(p?(read|write)(v|v2|64)?|copy_file_range|sendfile|splice|lseek|close|fallocate|fadvise64|ftruncate|dup[23]?"
                    + "|fsync|fdatasync|fcntl|ioctl|mmap|poll|ppoll|epoll_\\w+|eventfd2?|pipe2?)\\(.*");

    private static final Pattern COMPLETED =
            Pattern.compile("rename\\w*\\(.*\\.caravan\\.[0-9a-f-]+\\.tmp\".*/?(file-\\d\\d)\".*= 0");

    @TempDir
    private Path folder;

    @Test
    void aSmallFileTakesFewCallsThatNameAPathOrTouchMetadata() throws Exception {
        SystemCalls traced = SystemCalls.in(folder, "%file,%desc");
        Path source = Files.createDirectory(folder.resolve("source"));
        Path target = Files.createDirectory(folder.resolve("target"));
        Path directory = Files.createDirectory(source.resolve("directory"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(directory.resolve(String.format("file-%02d", i)), "content");
        }
        Map<String, String> settings = Map.of(
                "caravan.source",
                source.toString(),
                "caravan.target",
                target.toString(),
                "caravan.settle.quiet-seconds",
                "1",
                // One thread copies one file after the other; what the walk compares is another thread's.
                "caravan.copy.workers",
                "1");
        try (CaravanProcess caravan = CaravanProcess.runUnder(traced.tracer(), folder, settings)) {
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied > FILES, BOUND);
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);

        List<String> calls = usualCopy(worker(traced), target);
        List<String> counted = counted(calls, target);
        String list = calls.stream()
                .map(call -> (counted.contains(call) ? "* " : "  ") + call.replace(folder + "/", ""))
                .collect(joining("\n"));
        LOG.warn(
                "the copy of a small file takes {} calls, of which {} count (*):\n{}",
                calls.size(),
                counted.size(),
                list);
        assertThat(counted.size())
                .as("calls that name a path or touch metadata, * in\n%s", list)
                .isBetween(LEAST, MOST);
    }

    /** The calls of the thread that copied. */
    private static List<String> worker(SystemCalls traced) throws IOException {
        for (List<String> calls : traced.ofThreads()) {
            if (calls.stream().filter(SystemCallsIT::completes).count() == FILES) {
                return calls;
            }
        }
        throw new AssertionError("no one thread has renamed " + FILES + " temporary files: " + traced);
    }

    /** What the middle one of the later files took: some are disturbed by what is done once a second, or once at all. */
    private static List<String> usualCopy(List<String> calls, Path target) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (completes(calls.get(i))) {
                ends.add(i);
            }
        }
        List<List<String>> copies = new ArrayList<>();
        for (int file = FILES / 2; file < FILES - 1; file++) {
            int begin = firstOfNext(calls, ends.get(file - 1));
            copies.add(calls.subList(begin, firstOfNext(calls, ends.get(file))));
        }
        copies.sort(Comparator.comparing(copy -> counted(copy, target).size()));
        return copies.get(copies.size() / 2);
    }

    /** After a rename there may be calls that still name the same file. */
    private static int firstOfNext(List<String> calls, int rename) {
        Matcher matcher = COMPLETED.matcher(calls.get(rename));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(calls.get(rename));
        }
        int next = rename + 1;
        while (calls.get(next).contains(matcher.group(1)) || calls.get(next).startsWith("close(")) {
            next++;
        }
        return next;
    }

    private static List<String> counted(List<String> calls, Path target) {
        return calls.stream()
                .filter(call -> namesPathOrTouchesMetadata(call, target))
                .toList();
    }

    private static boolean completes(String call) {
        return COMPLETED.matcher(call).matches();
    }

    /** A stat of what is open on the source is neither; its extended attributes are one more request each. */
    private static boolean namesPathOrTouchesMetadata(String call, Path target) {
        boolean namesPath = call.replace("\"\"", "").contains("\"");
        boolean ofAttributes = call.substring(0, call.indexOf('(') + 1).contains("xattr(");
        return !DATA.matcher(call).matches() && (namesPath || ofAttributes || call.contains("<" + target));
    }
}
