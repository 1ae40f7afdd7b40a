package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.Exclusions;
import dev.caravan.change.RelativePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;

/**
 * The way back: {@code .caravan/trash/DATE/N/PATH} on the target, by one rename.
 *
 * <p>Of what is removed from one path several times a day, each has a folder of its own, numbered from 0.
 */
final class Trash implements Removal {
    private final Path folder;
    private final Path target;
    private final Clock clock;

    Trash(Path target, Clock clock) {
        this.target = target;
        this.clock = clock;
        folder = Exclusions.OWN.under(target).resolve("trash");
    }

    @Override
    public void remove(RelativePath path) throws IOException {
        Path ofDay = folder.resolve(LocalDate.now(clock).toString());
        for (int number = 0; ; number++) {
            Path place = path.under(ofDay.resolve(String.valueOf(number)));
            if (makeParents(place) && Entry.read(place).isEmpty()) {
                Files.move(path.under(target), place, StandardCopyOption.ATOMIC_MOVE);
                return;
            }
        }
    }

    /** False where something that was trashed before stands in the way. */
    private static boolean makeParents(Path place) throws IOException {
        try {
            Files.createDirectories(
                    place.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }
}
