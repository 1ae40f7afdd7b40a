package dev.caravan.copy;

import static dev.caravan.testing.Entries.file;
import static dev.caravan.testing.Entries.sized;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Faults;
import dev.caravan.posix.Folder;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Space;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A try would fill what is left again, for everybody. */
class RoomTest {
    private static final Entry LARGE = sized(file(), 1000);

    @TempDir
    private Path folder;

    private final AtomicLong free = new AtomicLong(100);
    private final Room room = new Room((Posix) Proxy.newProxyInstance(
            Posix.class.getClassLoader(),
            new Class<?>[] {Posix.class},
            (proxy, method, arguments) -> new Space(2000, 0, free.get(), Space.UNKNOWN, Space.UNKNOWN)));
    private Place place;

    @BeforeEach
    void open() throws IOException {
        Posix posix = new NativePosix();
        Folder from = posix.open(folder, RelativePath.ROOT);
        Folder to = posix.open(folder, RelativePath.ROOT);
        Inheritance none = new Inheritance(posix, false, to);
        place = new Place(new RelativePath("f"), new Parents.Pair(from, to, none, () -> close(from, to)), 0);
    }

    @AfterEach
    void close() throws IOException {
        place.close();
    }

    @Test
    void refusesWhatDidNotFitUntilThereIsMoreRoom() throws IOException {
        room.check(place, LARGE);
        room.failed(place, LARGE, Faults.error(Errno.ENOSPC));
        assertThatThrownBy(() -> room.check(place, LARGE)).hasMessageContaining("no room for its 1000 bytes");
        free.set(50);
        assertThatThrownBy(() -> room.check(place, LARGE)).hasMessageContaining("50 bytes");
        free.set(101);
        assertThatCode(() -> room.check(place, LARGE)).doesNotThrowAnyException();
    }

    @Test
    void letsPassWhatHasBecomeSmaller() throws IOException {
        room.failed(place, LARGE, Faults.error(Errno.ENOSPC));
        assertThatCode(() -> room.check(place, sized(file(), 999))).doesNotThrowAnyException();
    }

    /** Of which nobody tells how much it leaves. */
    @Test
    void letsAQuotaBeAskedEachTime() throws IOException {
        room.failed(place, LARGE, Faults.error(Errno.EDQUOT));
        assertThatCode(() -> room.check(place, LARGE)).doesNotThrowAnyException();
    }

    private static void close(Folder... folders) {
        for (Folder folder : folders) {
            folder.close();
        }
    }
}
