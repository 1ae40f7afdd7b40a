package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTableTest {
    private static final MountTable TABLE = MountTable.of("""
            21 1 8:1 / / rw - ext4 /dev/sda1 rw
            22 21 8:2 / /old rw,noatime shared:1 - ext4 /dev/sdb1 rw
            23 21 8:3 / /new rw - xfs /dev/sdc1 rw
            24 22 8:4 / /old/other rw - ext4 /dev/sdd1 rw
            25 21 8:2 /data/a /bind rw - ext4 /dev/sdb1 rw
            26 21 0:50 / /nfs1 rw - nfs4 server:/export rw
            27 21 0:51 /home /nfs2 rw - nfs4 server:/export rw
            28 21 8:5 / /with\\040space rw - ext4 /dev/sde1 rw
            29 21 8:6 / /hidden/below rw - ext4 /dev/sdf1 rw
            30 21 8:7 / /hidden rw - ext4 /dev/sdg1 rw
            31 23 8:2 /logs /new/logs rw - ext4 /dev/sdb1 rw
            """);

    @ParameterizedTest
    @CsvSource({
        "/, 21",
        "/olden/f, 21",
        "/old, 22",
        "/old/other/f, 24",
        "/bind/x, 25",
        "/with space, 28",
        "/hidden/below, 30",
    })
    void findsTheMountOfAPath(String path, long id) {
        assertThat(TABLE.of(Path.of(path)).orElseThrow().id()).isEqualTo(id);
    }

    @Test
    void knowsWhatCanBeReachedBelowADirectory() {
        assertThat(TABLE.below(Path.of("/old"))).containsExactly(new RelativePath("other"));
        assertThat(TABLE.below(Path.of("/hidden"))).isEmpty();
        assertThat(TABLE.below(Path.of("/new"))).containsExactly(new RelativePath("logs"));
    }

    @ParameterizedTest
    @CsvSource({
        "/old/data, /new, false",
        "/old/data, /bind, true",
        "/old/data/a, /bind, true",
        "/old/data/a/b, /bind, true",
        "/old/data/b, /bind, false",
        "/old/data/ab, /bind, false",
        "/bind, /old, true",
        // The same directory of a server, mounted twice.
        "/nfs1, /nfs2, true",
        "/nfs1/other, /nfs2, false",
        // Of the source something is mounted below the target, where it would be taken for what only the target has.
        "/old, /new, true",
        "/old/logs, /new, true",
    })
    void findsTreesThatShareSomething(String one, String other, boolean shared) {
        assertThat(TABLE.shared(Path.of(one), Path.of(other)).isPresent()).isEqualTo(shared);
        assertThat(TABLE.shared(Path.of(other), Path.of(one)).isPresent()).isEqualTo(shared);
    }

    @Test
    void readsTheOneOfThisSystem() throws IOException {
        assertThat(MountTable.read().of(Path.of("/proc/self")).orElseThrow().type())
                .isEqualTo("proc");
        assertThat(MountTable.read().of(Path.of("/"))).isPresent();
    }
}
