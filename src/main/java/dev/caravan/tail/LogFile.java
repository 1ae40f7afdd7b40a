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
 * A file of a log as it was seen in the log's directory.
 *
 * @param path where it stood
 * @param suffix what its name has after the log's; empty for the live log
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
     * Looks, through a symbolic link.
     *
     * @return empty where nothing is
     * @throws IOException if that is no regular file, or the file system did not say
     */
    static Optional<LogFile> look(Path path, String suffix) throws IOException {
        Map<String, Object> found = attributes(path);
        if (found.isEmpty() || isRegular(found)) {
            return of(path, suffix, found);
        }
        String what = (Boolean) found.get("isDirectory") ? "a directory" : "a pipe or a device";
        throw new FileSystemException(path.toString(), null, "expected a regular file, found " + what);
    }

    /** The same, empty also where that is no regular file. */
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

    /** The suffix before it was compressed. */
    String rotation() {
        return form() == Form.GZIP ? suffix.substring(0, suffix.length() - GZIP.length()) : suffix;
    }

    /** True where one of the two was made from the other by compressing it, if the names are right. */
    boolean isTwinOf(LogFile other) {
        return form() != other.form()
                && !isLive()
                && !other.isLive()
                && rotation().equals(other.rotation());
    }
}
