package dev.caravan.tail;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the file that holds a stored position among the files of a log, and the files that come after
 * it. Stateless; any thread.
 *
 * <p>Where several files may be the right one, the oldest is taken: lines are then handed on twice,
 * but none is skipped.
 */
final class Lineage {
    /** A compressor that keeps the mtime may cut it to seconds, and FAT to two seconds. */
    private static final Duration COMPRESSED_TIME_SLACK = Duration.ofSeconds(2);

    private static final int COMPARED_BYTES = 64 * 1024;

    /**
     * Where reading continues.
     *
     * @param gap why lines before this place may be missing; empty where none are
     */
    record Place(LogFile file, long offset, String gap) {}

    /**
     * The files that come after a file.
     *
     * @param files those that can be read, oldest first; an empty file is left out unless it is the live one
     * @param proveClosed true where one of them holds a byte. An empty one proves nothing: a rotation creates the new
     *     file first, and only then tells the writer
     * @param gap why lines between the two may be missing; empty where none are
     */
    record Newer(List<LogFile> files, boolean proveClosed, String gap) {}

    private Lineage() {}

    /** Where reading continues; empty where no file of the log holds anything after the position. */
    static Optional<Place> find(LogPosition position, List<LogFile> all) throws IOException {
        List<LogFile> files = all.stream()
                .filter(file -> file.form() != LogFile.Form.UNREADABLE)
                .toList();
        if (!position.hasFile()) {
            return files.stream()
                    .filter(file -> file.isLive() || file.modified().isAfter(position.modified()))
                    .findFirst()
                    .map(file -> new Place(file, 0, ""));
        }
        Optional<Place> found = place(position, files);
        if (found.isPresent()) {
            return found;
        }
        return notOlder(position, files).stream()
                .findFirst()
                .map(
                        file -> new Place(
                                file,
                                0,
                                "the file that was read last is neither at its place nor among the rotated ones, or was truncated"));
    }

    /**
     * The file before the one that holds the position, where its mtime is later than the position's: lines were added
     * to it after it was left. Both times are the log's file system's.
     */
    static Optional<LogFile> writtenAfter(LogPosition position, List<LogFile> files) throws IOException {
        Optional<Place> place = position.hasFile() ? place(position, files) : Optional.empty();
        int at = place.filter(
                        found -> found.gap().isEmpty() && found.file().id().equals(position.file()))
                .map(found -> files.indexOf(found.file()))
                .orElse(-1);
        return at < 1
                ? Optional.empty()
                : Optional.of(files.get(at - 1))
                        .filter(before -> before.form() == LogFile.Form.PLAIN
                                && before.modified().isAfter(position.modified()));
    }

    /**
     * The place of the position in a copy, where its file was copied and then truncated; empty where there is no copy.
     */
    static Optional<Place> findCopy(LogPosition position, List<LogFile> files) throws IOException {
        return holder(position, compressedOrCopied(files))
                .filter(file -> !file.id().equals(position.file()))
                .map(file -> new Place(file, position.offset(), gapBefore(file, position, files)))
                .filter(place -> !place.gap().isEmpty());
    }

    private static Optional<Place> place(LogPosition position, List<LogFile> files) throws IOException {
        return holder(position, files)
                .map(file -> new Place(file, position.offset(), gapBefore(file, position, files)));
    }

    /** The files after the open one, which was read to its end. */
    static Newer newer(OpenLog log, List<LogFile> files) throws IOException {
        LogPosition position = log.position();
        int at = indexOf(log.id(), files);
        if (at < 0) {
            at = holder(position, compressedOrCopied(files)).map(files::indexOf).orElse(-1);
        }
        if (at < 0) {
            return newer(
                    notOlder(position, files),
                    "the file that was read last is not among the rotated ones any more: what was rotated after it may be gone too");
        }
        LogFile ours = files.get(at);
        List<LogFile> after = withoutTwins(ours, files.subList(at + 1, files.size()));
        return newer(after, hole(ours, after));
    }

    private static Newer newer(List<LogFile> after, String gap) {
        List<LogFile> files = new ArrayList<>();
        boolean proveClosed = false;
        String why = gap;
        for (LogFile file : after) {
            proveClosed |= file.size() > 0;
            if (file.form() == LogFile.Form.UNREADABLE) {
                why = Escape.path(file.path()) + " is compressed in a form that is not read, expected plain or .gz";
            } else if (file.size() > 0 || file.isLive()) {
                files.add(file);
            }
        }
        return new Newer(files, proveClosed && !files.isEmpty(), why);
    }

    /** The file that holds the position's fingerprints; the oldest where several do. */
    private static Optional<LogFile> holder(LogPosition position, List<LogFile> files) throws IOException {
        LogFile oldest = null;
        for (LogFile file : files) {
            if (!mayHold(file, position) || !holds(file, position)) {
                continue;
            }
            if (position.isStrong() && file.id().equals(position.file())) {
                return Optional.of(file);
            }
            oldest = oldest == null || isSupersededBy(oldest, file) ? file : oldest;
        }
        return Optional.ofNullable(oldest);
    }

    private static boolean mayHold(LogFile file, LogPosition position) {
        if (file.id().equals(position.file())) {
            return true;
        }
        if (file.isLive()) {
            // A copy or a compressed file has another inode, but is never at the log's own path. The device number is
            // not compared: it may change when the host restarts.
            return file.id().inode() == position.inode() && position.isStrong();
        }
        return !isOlder(file, position);
    }

    /** True where the file was last written before the position's mtime, so that it cannot hold the position. */
    private static boolean isOlder(LogFile file, LogPosition position) {
        Duration slack = file.form() == LogFile.Form.PLAIN ? Duration.ZERO : COMPRESSED_TIME_SLACK;
        return file.modified().plus(slack).isBefore(position.modified());
    }

    private static boolean holds(LogFile file, LogPosition position) throws IOException {
        if (file.form() == LogFile.Form.PLAIN && file.size() < position.offset()) {
            return false;
        }
        try (LogReader reader = LogReader.open(file)) {
            Fingerprint head = position.head();
            Fingerprint tail = position.tail();
            return head.matches(read(reader, 0, head.length()))
                    && tail.matches(read(reader, position.offset() - tail.length(), tail.length()));
        } catch (AccessDeniedException e) {
            if (file.isLive()) {
                throw e;
            }
            return false;
        }
    }

    private static byte[] read(LogReader reader, long offset, int count) throws IOException {
        byte[] bytes = new byte[count];
        return Arrays.copyOf(bytes, reader.read(offset, bytes));
    }

    private static List<LogFile> notOlder(LogPosition position, List<LogFile> files) {
        return files.stream()
                .filter(file -> file.isLive() || !isOlder(file, position))
                .toList();
    }

    private static List<LogFile> compressedOrCopied(List<LogFile> files) {
        return files.stream()
                .filter(file -> !file.isLive() && file.form() != LogFile.Form.UNREADABLE)
                .toList();
    }

    private static int indexOf(FileId id, List<LogFile> files) {
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static String gapBefore(LogFile file, LogPosition position, List<LogFile> files) {
        if (file.id().inode() == position.inode()) {
            return "";
        }
        if (file.form() == LogFile.Form.PLAIN) {
            return "the log was copied and truncated: what was written between the two may be missing";
        }
        // Truncation keeps a file's inode. So does chance: a file system may give a freed inode number to a new log.
        int sameInode = indexOf(position.file(), files);
        return sameInode >= 0 && files.get(sameInode).form() == LogFile.Form.PLAIN
                ? "the log was truncated, or a newer file has its inode: what was written between may be missing"
                : "";
    }

    /**
     * Why a rotated file is missing before the next one. Numbered files have no holes (after {@code .3} comes {@code
     * .2}); dated ones show none.
     */
    private static String hole(LogFile ours, List<LogFile> after) {
        if (after.isEmpty()) {
            return "";
        }
        LogFile next = after.get(0);
        long index = RotationOrder.index(ours);
        long expected = index - 1;
        long found = next.isLive() ? 0 : RotationOrder.index(next);
        if (index < 2 || found < 0 || found >= expected) {
            return "";
        }
        return "rotated file number " + expected + " is missing";
    }

    private static List<LogFile> withoutTwins(LogFile ours, List<LogFile> after) throws IOException {
        List<LogFile> files = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            LogFile file = after.get(i);
            boolean again = i == 0 && isSupersededBy(ours, file);
            boolean superseded = i + 1 < after.size() && isSupersededBy(file, after.get(i + 1));
            if (!again && !superseded) {
                files.add(file);
            }
        }
        return files;
    }

    /**
     * True where the first is the compressed form of the other, which is still there and holds all that can be
     * read of the first.
     */
    private static boolean isSupersededBy(LogFile compressed, LogFile plain) throws IOException {
        if (compressed.form() != LogFile.Form.GZIP
                || plain.form() != LogFile.Form.PLAIN
                || !compressed.isTwinOf(plain)) {
            return false;
        }
        try (LogReader some = LogReader.open(compressed);
                LogReader all = LogReader.open(plain)) {
            byte[] found = new byte[COMPARED_BYTES];
            byte[] expected = new byte[COMPARED_BYTES];
            long offset = 0;
            int read;
            while ((read = some.read(offset, found)) > 0) {
                int there = all.read(offset, expected);
                if (there < read || !Arrays.equals(found, 0, read, expected, 0, read)) {
                    return false;
                }
                offset += read;
            }
            return true;
        }
    }
}
