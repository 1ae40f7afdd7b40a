package dev.caravan.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Tools;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Short runs of {@link Chaos}, which {@code src/bench/chaos} repeats, and makes longer. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ChaosIT {
    private static final int SECONDS = 12;

    @BeforeEach
    void requireTools() throws IOException {
        Tools.require("rsync", "find", "xargs", "setfattr", "setfacl", "mknod", "mkfifo", "mount", "mkfs.ext4");
    }

    /** One whose power is cut while all canaries are in its log, and one of whose canaries none is; src/bench/chaos tries others. */
    static LongStream seeds() {
        return LongStream.of(33, 17);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endsEqualOrSaysWhy(long seed) throws Exception {
        boolean mayMount = Chaos.mayMount();
        assertThat(mayMount || !"true".equals(System.getenv("CI")))
                .as("images of disks can be mounted, without which no power is cut")
                .isTrue();
        assertThat(Chaos.run(seed, SECONDS, mayMount, System.out))
                .as("seed %d: see above", seed)
                .isTrue();
    }
}
