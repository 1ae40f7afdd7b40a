package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.Maker;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder {@code .caravan/partial} on the target: it holds the files of copies that take longer than one call and
 * survive a crash. Each file is named by a hash of its entry's path and, where only one process may write to it, by
 * that process: {@code HASH-MAKER.data}. Thread-safe.
 */
final class Workshop {
    static final String DATA = ".data";
    static final String RANGES = ".ranges";
    static final String DIRTY = ".dirty";

    private final Path folder;
    private final Posix posix;
    private final Makers makers;

    /**
     * The workshop of this target.
     *
     * @param makers tells whether the processes live that write the files
     */
    Workshop(Path target, Posix posix, Makers makers) {
        folder = Exclusions.OWN.under(target).resolve("partial");
        this.posix = posix;
        this.makers = makers;
    }

    /**
     * A file of an entry's copy.
     *
     * @param maker the process that writes it; empty for a mark, and for a file of a version that named no process
     */
    private record Part(Path file, String maker, String ending) {
        boolean isOwn() {
            return maker.equals(Maker.OWN);
        }
    }

    /** Deletes all files of this entry's unfinished copy, but those of other processes that may live. */
    void clear(RelativePath path) throws IOException {
        for (Part part : parts(path)) {
            if (part.isOwn() || part.maker().isEmpty() || makers.state(part.maker()) == Maker.State.ENDED) {
                posix.delete(part.file());
            }
        }
    }

    /**
     * Takes over what a process of this host has left of this entry's copy, where this one has not begun yet. No
     * process of another host is inherited from: one that was only stopped would go on to write to the same file.
     */
    void inherit(RelativePath path) throws IOException {
        List<Part> parts = parts(path);
        if (parts.stream().anyMatch(Part::isOwn)) {
            return;
        }
        for (Part part : parts) {
            boolean isLeft = part.maker().isEmpty() || Maker.state(part.maker()) == Maker.State.ENDED;
            if (isLeft && part.ending().equals(RANGES)) {
                takeOver(path, part);
                return;
            }
        }
    }

    private void takeOver(RelativePath path, Part record) throws IOException {
        String name = record.file().getFileName().toString();
        Path data = record.file().resolveSibling(name.substring(0, name.length() - RANGES.length()) + DATA);
        try {
            // Only one process succeeds with this; the others find no record.
            posix.rename(record.file(), file(path, RANGES));
            posix.rename(data, file(path, DATA));
        } catch (NoSuchFileException e) {
            // Another process has taken it over, or there is no data: the copy begins anew.
            return;
        }
    }

    /**
     * Deletes what other processes have left of this entry's copy.
     *
     * @param now the present by the target's clock
     */
    void sweep(RelativePath path, Instant now) throws IOException {
        for (Part part : parts(path)) {
            if (!part.isOwn() && !part.ending().equals(DIRTY) && isLeft(part, now)) {
                posix.delete(part.file());
            }
        }
    }

    private boolean isLeft(Part part, Instant now) throws IOException {
        if (part.maker().isEmpty()) {
            return true;
        }
        return switch (makers.state(part.maker())) {
            case LIVES -> false;
            case ENDED -> true;
            case UNKNOWN -> {
                Optional<Entry> standing = posix.look(part.file());
                yield standing.isPresent()
                        && standing.get()
                                .changed()
                                .plus(TemporaryName.ABANDONED)
                                .isBefore(now);
            }
        };
    }

    private List<Part> parts(RelativePath path) throws IOException {
        List<Part> parts = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return parts;
        }
        Pattern form = Pattern.compile(hash(path) + "(?:-(" + Maker.FORM + "))?(\\.data|\\.ranges|\\.dirty)");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher name = form.matcher(FileNames.toLatin1(file.getFileName()));
                if (name.matches()) {
                    parts.add(new Part(file, Optional.ofNullable(name.group(1)).orElse(""), name.group(2)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return parts;
    }

    /** The path of this process's file with this ending, or of the mark. Makes the folder where it is missing. */
    Path file(RelativePath path, String ending) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        return folder.resolve(hash(path) + (ending.equals(DIRTY) ? "" : "-" + Maker.OWN) + ending);
    }

    private static String hash(RelativePath path) {
        return UUID.nameUUIDFromBytes(path.latin1().getBytes(ISO_8859_1)).toString();
    }
}
