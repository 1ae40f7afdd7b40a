package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/**
 * The folder {@code .caravan/partial} on the target: it holds the files of copies that take longer than one call and
 * survive a crash. Each file is named by a hash of its entry's path. Thread-safe.
 */
final class Workshop {
    static final String DATA = ".data";
    static final String RANGES = ".ranges";
    static final String DIRTY = ".dirty";
    private static final List<String> ENDINGS = List.of(DATA, RANGES, DIRTY);

    private final Path folder;

    Workshop(Path target) {
        folder = Exclusions.OWN.under(target).resolve("partial");
    }

    /** Deletes all files of this entry's unfinished copy. */
    void clear(RelativePath path) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (String ending : ENDINGS) {
                Files.deleteIfExists(file(path, ending));
            }
        }
    }

    /** The path of this entry's file with this ending. Makes the folder where it is missing. */
    Path file(RelativePath path, String ending) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        UUID name = UUID.nameUUIDFromBytes(path.latin1().getBytes(ISO_8859_1));
        return folder.resolve(name + ending);
    }
}
