package dev.caravan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.entry.Escape;
import dev.caravan.settings.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The command-line arguments as bytes, one byte per char, for file names. Java has decoded its own copy by the locale's
 * encoding, which loses bytes that are invalid in it. Thread-safe.
 */
public final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /**
     * The bytes of each argument that {@code main} got, from {@code /proc/self/cmdline}; where that cannot be read or
     * does not match, the arguments encoded in UTF-8.
     */
    public static String[] bytes(String... arguments) {
        try {
            return bytes(Files.readAllBytes(COMMAND_LINE), arguments);
        } catch (IOException e) {
            return asUtf8(arguments);
        }
    }

    /** Takes the last arguments of the process's command line, which are those of {@code main}. */
    static String[] bytes(byte[] commandLine, String... arguments) {
        List<String> all = List.of(new String(commandLine, ISO_8859_1).split("\0", -1));
        // A NUL ends each argument, so the last part is empty.
        int end = all.size() - 1;
        int begin = end - arguments.length;
        if (begin < 0) {
            return asUtf8(arguments);
        }
        String[] found = all.subList(begin, end).toArray(String[]::new);
        for (int i = 0; i < found.length; i++) {
            if (isAscii(found[i]) && !found[i].equals(arguments[i])) {
                return asUtf8(arguments);
            }
        }
        return found;
    }

    private static String[] asUtf8(String... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> new String(argument.getBytes(UTF_8), ISO_8859_1))
                .toArray(String[]::new);
    }

    /**
     * Decodes an argument that must be text in UTF-8, as in a configuration file.
     *
     * @throws ConfigurationException if it is not UTF-8
     */
    static String text(String name, String latin1) throws ConfigurationException {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(latin1.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(name + " " + Escape.latin1(latin1) + ": is not text in UTF-8", e);
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
