package dev.caravan.tail;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a log, as seen in the log's directory.
 *
 * @param path its path at that time
 * @param suffix its name after the log's name, such as {@code .1.gz}; empty for the live log
 * @param id its device and inode
 * @param size bytes on disk
 * @param modified its mtime
 */
record LogFile(Path path, String suffix, FileId id, long size, Instant modified) {
    private static final String GZIP = ".gz";
    private static final Pattern OTHER_COMPRESSION = Pattern.compile(".*\\.(bz2|xz|zst|lz4|lzma|Z|zip|7z)");

    /** How its bytes can be read. */
    enum Form {
        PLAIN,
        GZIP,
        UNREADABLE
    }

    /**
     * Looks at a path, through symbolic links.
     *
     * @return the file; empty where the path does not exist
     * @throws IOException if it is no regular file, or cannot be looked at
     */
    static Optional<LogFile> look(Path path, String suffix) throws IOException {
        Map<String, Object> found = attributes(path);
        if (found.isEmpty() || isRegular(found)) {
            return of(path, suffix, found);
        }
        String what = (Boolean) found.get("isDirectory") ? "a directory" : "a pipe or a device";
        throw new FileSystemException(path.toString(), null, "expected a regular file, found " + what);
    }

    /** As {@link #look}, but empty also where the path is no regular file. */
    static Optional<LogFile> lookIfRegular(Path path, String suffix) throws IOException {
        return of(path, suffix, attributes(path));
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, "unix:dev,ino,size,lastModifiedTime,isRegularFile,isDirectory");
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    private static boolean isRegular(Map<String, Object> found) {
        return !found.isEmpty() && (Boolean) found.get("isRegularFile");
    }

    private static Optional<LogFile> of(Path path, String suffix, Map<String, Object> found) {
        if (!isRegular(found)) {
            return Optional.empty();
        }
        return Optional.of(new LogFile(
                path,
                suffix,
                new FileId((Long) found.get("dev"), (Long) found.get("ino")),
                (Long) found.get("size"),
                ((FileTime) found.get("lastModifiedTime")).toInstant()));
    }

    boolean isLive() {
        return suffix.isEmpty();
    }

    Form form() {
        if (suffix.endsWith(GZIP)) {
            return Form.GZIP;
        }
        return OTHER_COMPRESSION.matcher(suffix).matches() ? Form.UNREADABLE : Form.PLAIN;
    }

    /** The suffix without {@code .gz}. */
    String rotation() {
        return form() == Form.GZIP ? suffix.substring(0, suffix.length() - GZIP.length()) : suffix;
    }

    /**
     * True where, by their names, one of the two was made from the other by compression: {@code .1} and {@code .1.gz}.
     */
    boolean isTwinOf(LogFile other) {
        return form() != other.form()
                && !isLive()
                && !other.isLive()
                && rotation().equals(other.rotation());
    }
}
