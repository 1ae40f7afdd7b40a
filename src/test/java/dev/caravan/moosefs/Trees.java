package dev.caravan.moosefs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the tests know of real trees, from tools that are not Caravan's. */
public final class Trees {
    private static final int ENOUGH = 1000;

    private Trees() {}

    /** A tree of this machine with a thousand entries or more. */
    static Path real() throws IOException {
        for (Path candidate : List.of(Path.of("/usr/include"), Path.of("/usr/share/perl"), Path.of("/usr/share/doc"))) {
            if (Files.isDirectory(candidate)) {
                try (Stream<Path> entries = Files.walk(candidate.toRealPath())) {
                    if (entries.limit(ENOUGH).count() == ENOUGH) {
                        return candidate.toRealPath();
                    }
                }
            }
        }
        throw new IOException("no tree of " + ENOUGH + " entries to copy from; install some headers");
    }

    /**
     * Fails with one line for each entry that differs in type, content, mode, owner, time or link text; rsync does the looking.
     *
     * @param options more of rsync's options
     */
    public static void assertEqual(Path source, Path target, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("rsync", "-rlptgoDnci", "--delete", "--exclude=/.caravan"));
        command.addAll(List.of(options));
        command.addAll(List.of(source + "/", target + "/"));
        assertThat(Commands.run(command.toArray(String[]::new))).isEmpty();
    }
}
