package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.FileNames;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixture itself: what it promises to the tests that build on it. */
class MooseFsClusterIT {
    @TempDir
    private Path folder;

    @Test
    void showsItsOperationsResolvesItsInodesAndLeavesNothingBehind() throws Exception {
        try (MooseFsCluster cluster = MooseFsCluster.start(folder)) {
            Path mount = cluster.mount();
            Path file = mount.resolve(FileNames.toPath("d/name, \u00ff) %.txt"));
            try (BufferedReader oplog = Files.newBufferedReader(mount.resolve(".oplog"), ISO_8859_1)) {
                Files.createDirectory(file.getParent());
                Files.writeString(file, "content");

                String line = oplog.readLine();
                while (!line.contains("name, \u00ff) %.txt")) {
                    line = oplog.readLine();
                }
                assertThat(line)
                        .matches("\\d\\d\\.\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}: uid:0 gid:0 pid:\\d+ cmd:lookup .*");
            }
            String inode = Files.getAttribute(file.getParent(), "unix:ino").toString();
            List<String> tool = cluster.inside("env", "--chdir=" + mount, "mfsfilepaths", inode);
            assertThat(Commands.run(tool.toArray(String[]::new))).isEqualTo(inode + ":\nd\n");
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(folder.toString());
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(command -> command.contains(folder.toString()));
    }
}
