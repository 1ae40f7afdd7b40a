package dev.caravan.tail;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lists a log and its rotated files in the log's directory. Stateless; any thread. */
final class LogDirectory {
    private static final int TRIES = 10;
    /** What a rotation appends to the log's name, such as {@code .1}; {@code Client.log2} is another log. */
    private static final Pattern ROTATED = Pattern.compile("[._~-].*");

    private static final Pattern NEVER_A_LOG = Pattern.compile(".*\\.(tmp|part|swp|lck|lock|pid|offset)");

    private final Path log;
    private final Path directory;
    private final String name;

    LogDirectory(Path log) {
        this.log = log.toAbsolutePath();
        this.directory = this.log.getParent();
        this.name = FileNames.toLatin1(this.log.getFileName());
    }

    /** The file at the log's own path; empty where there is none. */
    Optional<LogFile> live() throws IOException {
        return LogFile.look(log, "");
    }

    /**
     * All files of the log, oldest first.
     *
     * @throws IOException if the directory cannot be read, or if files are renamed during every one of the attempts
     */
    List<LogFile> list() throws IOException {
        // A listing during a rotation may miss a file or show it twice. Two equal listings saw no rotation.
        List<LogFile> files = listOnce();
        for (int i = 0; i < TRIES; i++) {
            List<LogFile> again = listOnce();
            if (sameFiles(files, again)) {
                return again;
            }
            files = again;
        }
        throw new FileSystemException(directory.toString(), null, "files are renamed all the time");
    }

    private List<LogFile> listOnce() throws IOException {
        List<LogFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String suffix = suffix(FileNames.toLatin1(entry.getFileName()));
                if (suffix != null) {
                    LogFile.lookIfRegular(entry, suffix).ifPresent(files::add);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return RotationOrder.oldestFirst(files);
    }

    /** The entry's name after the log's name; null where the entry is not a file of the log. */
    private String suffix(String entry) {
        if (!entry.startsWith(name)) {
            return null;
        }
        String suffix = entry.substring(name.length());
        boolean rotated = ROTATED.matcher(suffix).matches()
                && !NEVER_A_LOG.matcher(suffix).matches();
        return suffix.isEmpty() || rotated ? suffix : null;
    }

    private static boolean sameFiles(List<LogFile> some, List<LogFile> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).id().equals(others.get(i).id())
                    || !some.get(i).suffix().equals(others.get(i).suffix())) {
                return false;
            }
        }
        return true;
    }
}
