package dev.caravan.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands that end by themselves, with arguments that may be any bytes, whatever the locale of this JVM. */
public final class Tools {
    private static final Logger LOG = LoggerFactory.getLogger(Tools.class);

    private Tools() {}

    /**
     * Runs a command; an end with another status than 0 fails the test.
     *
     * @param command paths, or text as bytes, one to a char
     * @return what it wrote, both streams, in the same form
     */
    public static String run(Object... command) throws IOException, InterruptedException {
        // The JVM would encode arguments in its locale; env is there since xargs takes a first argument of its own.
        Process process = new ProcessBuilder("xargs", "-0", "env")
                .redirectErrorStream(true)
                .start();
        String arguments = Arrays.stream(command)
                .map(argument -> argument instanceof Path path ? FileNames.toLatin1(path) : argument.toString())
                .collect(Collectors.joining("\0"));
        process.getOutputStream().write(arguments.getBytes(ISO_8859_1));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }

    /** Without root and these commands the test is skipped, or fails if the environment says {@code CI=true}. */
    public static void require(String... commands) throws IOException {
        List<String> missing = new ArrayList<>();
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            missing.add("not root, who alone makes devices and gives files away");
        }
        for (String command : commands) {
            if (Stream.of(System.getenv("PATH").split(":", -1))
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder, command)))) {
                missing.add("no " + command);
            }
        }
        if (!missing.isEmpty()) {
            skip(String.join(", ", missing));
        }
    }

    /** Ends the test; in CI, where everything that it needs was installed, as failed. */
    public static void skip(String reason) {
        LOG.warn("{}", reason);
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.abort(reason);
    }
}
