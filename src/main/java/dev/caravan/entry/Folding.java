package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which names are one name to a file system.
 *
 * @param cases {@code README} and {@code readme} are one
 * @param forms an e with its accent, and an e followed by the accent, are one
 */
public record Folding(boolean cases, boolean forms) {
    /** Each name is one of its own. */
    public static final Folding NONE = new Folding(false, false);

    public boolean isAny() {
        return cases || forms;
    }

    /**
     * The same for names that may be one; where a file system is of another mind about a letter, not for these alone.
     *
     * @param name bytes, one to a char
     */
    public String key(String name) {
        String text;
        try {
            text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(name.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            // No text, of which nothing but its bytes is known.
            return name;
        }
        String one = forms ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        return cases ? one.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : one;
    }
}
