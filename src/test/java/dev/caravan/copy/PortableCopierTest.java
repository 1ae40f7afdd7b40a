package dev.caravan.copy;

import dev.caravan.entry.FileTimes;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import java.time.Instant;

/** The same, where the native calls cannot be loaded. */
class PortableCopierTest extends CopierTest {
    @Override
    Posix posix() {
        return new PortablePosix();
    }

    @Override
    Instant kept(Instant time) {
        return FileTimes.settable(time);
    }
}
