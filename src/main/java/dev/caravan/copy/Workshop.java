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
 * {@code .caravan/partial} on the target: what is being made over a longer time than one call, and outlives a crash. Files are
 * named by their entry's path. Any thread.
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

    /** Nothing is made for this entry any more. */
    void clear(RelativePath path) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (String ending : ENDINGS) {
                Files.deleteIfExists(file(path, ending));
            }
        }
    }

    /** The file of this entry with this ending, in the folder, which is there now. */
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
