package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.camel.Converter;

/**
 * What a route may hand on as lines of a feed, whatever component it came from. A text is what was read in ISO-8859-1, so that its
 * chars are the feed's bytes.
 */
@Converter(generateLoader = true)
public final class LineBatchConverter {
    private static final int MOST_BYTES = 64 << 20;

    private LineBatchConverter() {}

    /** Lines without their newlines, as an aggregation of single lines has them. */
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

    /** One line, or several with their newlines. */
    @Converter
    public static LineBatch toLineBatch(String lines) {
        return LineBatch.of(latin1(lines).getBytes(ISO_8859_1));
    }

    /** As {@link #toLineBatch(String)}. */
    @Converter
    public static LineBatch toLineBatch(byte[] lines) {
        return LineBatch.of(lines);
    }

    /** All that is left to read, up to 64 MiB. */
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
