package dev.caravan.tail;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders the files of a log by age. Stateless; any thread.
 *
 * <p>Files that are named in the same way are ordered by name, since compressing and copying change times. Otherwise,
 * and for names that say nothing, the mtime decides. The order is total, so that stepping from each file to the next
 * newer one always ends.
 */
final class RotationOrder {
    private static final Pattern INDEX = Pattern.compile("[._-](\\d{1,5})");
    private static final Pattern DATE = Pattern.compile("[._-](\\d{4})[._-]?(\\d{2})[._-]?(\\d{2})(.*)");
    private static final Pattern STAMP = Pattern.compile("[._-](\\d{6,18})(.*)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** How rotated files are named. */
    enum Naming {
        /** A counter that runs backwards: {@code .1} is the newest. */
        INDEX,
        /** A date or a time stamp, perhaps followed by a counter: {@code .20240131-2}. */
        DATE,
        OTHER
    }

    /**
     * The order of a rotated file within its way of naming.
     *
     * @param numbers compared one after the other; the greater is the newer
     */
    record Name(Naming naming, List<Long> numbers) implements Comparable<Name> {
        static Name of(String rotation) {
            Matcher index = INDEX.matcher(rotation);
            if (index.matches()) {
                return new Name(Naming.INDEX, List.of(-Long.parseLong(index.group(1))));
            }
            Matcher date = DATE.matcher(rotation);
            if (date.matches()) {
                String day = date.group(1) + date.group(2) + date.group(3);
                return new Name(Naming.DATE, numbers(Long.parseLong(day), date.group(4)));
            }
            Matcher stamp = STAMP.matcher(rotation);
            if (stamp.matches()) {
                return new Name(Naming.DATE, numbers(Long.parseLong(stamp.group(1)), stamp.group(2)));
            }
            return new Name(Naming.OTHER, List.of());
        }

        private static List<Long> numbers(long first, String rest) {
            List<Long> numbers = new ArrayList<>(List.of(first));
            Matcher number = NUMBER.matcher(rest);
            while (number.find()) {
                numbers.add(Long.parseLong(number.group()));
            }
            return numbers;
        }

        @Override
        public int compareTo(Name other) {
            for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
                int order = Long.compare(numbers.get(i), other.numbers.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(numbers.size(), other.numbers.size());
        }
    }

    private static final Comparator<LogFile> BY_NAME = Comparator.comparing(file -> Name.of(file.rotation()));

    /** A compressed file comes before the plain file of the same rotation. */
    private static final Comparator<LogFile> WITHIN_NAMING = BY_NAME.thenComparing(
                    file -> Name.of(file.rotation()).naming() == Naming.OTHER ? file.modified() : Instant.EPOCH)
            .thenComparing(LogFile::rotation)
            .thenComparing(LogFile::form, Comparator.reverseOrder())
            .thenComparing(LogFile::suffix);

    private RotationOrder() {}

    /** All files, oldest first, the live log last. A file with several names is listed once, under the newest. */
    static List<LogFile> oldestFirst(List<LogFile> files) {
        Map<Naming, Deque<LogFile>> rotated = new EnumMap<>(Naming.class);
        List<LogFile> live = new ArrayList<>();
        for (LogFile file : files.stream().sorted(WITHIN_NAMING).toList()) {
            if (file.isLive()) {
                live.add(file);
            } else {
                rotated.computeIfAbsent(Name.of(file.rotation()).naming(), n -> new ArrayDeque<>())
                        .add(file);
            }
        }
        List<LogFile> ordered = merged(rotated);
        ordered.addAll(live);
        return withoutOtherNames(ordered);
    }

    /** The counter of a numbered file, such as 1 for {@code .1.gz}; -1 for others. */
    static long index(LogFile file) {
        Name name = Name.of(file.rotation());
        return name.naming() == Naming.INDEX ? -name.numbers().get(0) : -1;
    }

    private static List<LogFile> merged(Map<Naming, Deque<LogFile>> rotated) {
        List<LogFile> merged = new ArrayList<>();
        while (true) {
            Deque<LogFile> oldest = rotated.values().stream()
                    .filter(files -> !files.isEmpty())
                    .min(Comparator.comparing(files -> files.element().modified()))
                    .orElse(null);
            if (oldest == null) {
                return merged;
            }
            merged.add(oldest.remove());
        }
    }

    private static List<LogFile> withoutOtherNames(List<LogFile> ordered) {
        Set<FileId> seen = new HashSet<>();
        List<LogFile> once = new ArrayList<>();
        for (int i = ordered.size() - 1; i >= 0; i--) {
            if (seen.add(ordered.get(i).id())) {
                once.add(0, ordered.get(i));
            }
        }
        return once;
    }
}
