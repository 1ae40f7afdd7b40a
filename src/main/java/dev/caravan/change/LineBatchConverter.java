package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.Converter;

/**
 * Converts bodies of any component to lines of a feed. A text has to be read as ISO-8859-1, so that its chars are the
 * feed's bytes. Stateless; any thread.
 */
@Converter(generateLoader = true)
public final class LineBatchConverter {
    private static final int MOST_BYTES = 64 << 20;

    private LineBatchConverter() {}

    /** Takes lines without their newlines, as from an aggregation of single lines. */
    @Converter
    public static LineBatch toLineBatch(List<?> lines) {
        return LineBatch.of(lines.stream()
                .map(line -> {
                    if (line instanceof String text) {
                        return latin1(text);
                    }
                    throw new IllegalArgumentException("got "
                            + (line == null ? "null" : line.getClass().getName()) + " among lines, expected text");
                })
                .toList());
    }

    /** Takes one line, or several with their newlines. */
    @Converter
    public static LineBatch toLineBatch(String lines) {
        return LineBatch.of(latin1(lines).getBytes(ISO_8859_1));
    }

    /** As {@link #toLineBatch(String)}. */
    @Converter
    public static LineBatch toLineBatch(byte[] lines) {
        return LineBatch.of(lines);
    }

    /** Takes all that the stream holds, less than 64 MiB. */
    @Converter
    public static LineBatch toLineBatch(InputStream lines) throws IOException {
        byte[] all = lines.readNBytes(MOST_BYTES);
        if (all.length == MOST_BYTES) {
            throw new IOException("64 MiB of lines or more at once: let tail: read it, or split it");
        }
        return toLineBatch(all);
    }

    private static String latin1(String text) {
        int wide = text.chars().filter(c -> c > 0xff).findFirst().orElse(-1);
        if (wide >= 0) {
            throw new IllegalArgumentException("a line holds the character U+" + Integer.toHexString(wide)
                    + ": read it with encoding=ISO-8859-1, which keeps its bytes");
        }
        return text;
    }
}
