package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * Converts between a {@link Path} and its bytes, in any locale. Stateless; any thread.
 *
 * <p>{@code Path.of(String)} and {@code Path.toString()} go through the locale's encoding and lose what it cannot
 * hold; a path's URI holds its bytes percent-encoded and loses nothing. Plain ASCII is the same in every encoding,
 * and needs no URI.
 */
public final class FileNames {
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /** The path with these bytes, one char for each; relative where they do not begin with a slash. */
    public static Path toPath(String latin1) {
        if (isAscii(latin1)) {
            return Path.of(latin1);
        }
        boolean absolute = latin1.startsWith("/");
        Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + percentEncoded(latin1)));
        // relativize() would resolve a '..' in the path.
        return absolute ? path : path.subpath(0, path.getNameCount());
    }

    /** The path whose bytes are this text in UTF-8, as an operator wrote it in a configuration file. */
    public static Path ofText(String text) {
        return toPath(new String(text.getBytes(UTF_8), ISO_8859_1));
    }

    /** The bytes of a path, one char for each. */
    public static String toLatin1(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text;
        }
        if (path.isAbsolute()) {
            return bytesOfUri(path);
        }
        // A relative path is resolved against the root, so that its URI holds only its own bytes.
        return bytesOfUri(path.getFileSystem().getPath("/").resolve(path)).substring(1);
    }

    private static String bytesOfUri(Path absolute) {
        // toUri() adds a slash where the path is a directory on this machine. A slash of the path's own is only
        // possible in a link's text.
        String decoded = percentDecoded(absolute.toUri().getRawPath());
        boolean added = decoded.endsWith("/") && !absolute.toString().endsWith("/");
        return added ? decoded.substring(0, decoded.length() - 1) : decoded;
    }

    private static String percentEncoded(String latin1) {
        StringBuilder encoded = new StringBuilder(latin1.length() * 3);
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            if (c == '/' || (c < 128 && Character.isLetterOrDigit(c))) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    private static String percentDecoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(ISO_8859_1);
    }

    /** False also for U+FFFD, which replaces a byte that could not be decoded. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
