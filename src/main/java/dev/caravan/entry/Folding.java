package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which different names a file system takes for one. Immutable; any thread.
 *
 * @param cases true where case does not matter: {@code README} and {@code readme} are one
 * @param forms true where Unicode normalisation does not matter: a letter with an accent, and the letter followed by a
 *     combining accent, are one
 */
public record Folding(boolean cases, boolean forms) {
    /** All names are distinct. */
    public static final Folding NONE = new Folding(false, false);

    public boolean isAny() {
        return cases || forms;
    }

    /**
     * A key that is equal for names that may be one to the file system. A file system may treat single letters
     * differently, so an equal key alone proves nothing.
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
            // The name is no UTF-8 text, so only its bytes count.
            return name;
        }
        String one = forms ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        return cases ? one.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : one;
    }
}
