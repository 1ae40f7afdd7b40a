package dev.caravan.copy;

import dev.caravan.entry.FileTimes;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import java.time.Instant;
import org.junit.jupiter.api.Nested;

/** The same, where the native calls cannot be loaded. */
class PortableCopierTest {
    @Nested
    class Copying extends CopierTest {
        @Override
        Posix posix() {
            return new PortablePosix();
        }

        @Override
        Instant kept(Instant time) {
            return FileTimes.settable(time);
        }
    }

    @Nested
    class ChangedSource extends ChangedSourceTest {
        @Override
        Posix posix() {
            return new PortablePosix();
        }
    }

    @Nested
    class WhatStandsInTheWay extends WhatStandsInTheWayTest {
        @Override
        Posix posix() {
            return new PortablePosix();
        }
    }
}
