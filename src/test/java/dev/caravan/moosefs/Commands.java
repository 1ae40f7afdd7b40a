package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands that end by themselves, from an argument list. */
final class Commands {
    private Commands() {}

    /**
     * How a command ended.
     *
     * @param status its exit status
     * @param output what it wrote, both streams, bytes one to a char
     */
    record Result(int status, String output) {}

    /** Its output; an end with another status than 0 fails the test. */
    static String run(String... command) throws IOException, InterruptedException {
        Result result = result(command);
        assertThat(result.status())
                .as("%s: %s", List.of(command), result.output())
                .isZero();
        return result.output();
    }

    static Result result(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("%s ends", List.of(command))
                .isTrue();
        return new Result(process.exitValue(), output);
    }
}
