package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;

/**
 * Between a {@link Path} and the bytes that it stands for, in any locale.
 *
 * <p>{@code Path.of(String)} and {@code Path.toString()} go through the locale's encoding and lose what it cannot hold; the URI
 * form of a path is percent-encoded bytes and loses nothing. Plain ASCII is the same in every encoding and takes the short way.
 */
public final class FileNames {
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /** The path whose bytes these are, one to a char; relative where they do not begin with a slash. */
    public static Path toPath(String latin1) {
        if (isAscii(latin1)) {
            return Path.of(latin1);
        }
        boolean absolute = latin1.startsWith("/");
        Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + percentEncoded(latin1)));
        // Not relativize(), which would resolve what '..' there is.
        return absolute ? path : path.subpath(0, path.getNameCount());
    }

    /** The path whose bytes are this text in UTF-8: what an operator wrote in a configuration file. */
    public static Path ofText(String text) {
        return toPath(new String(text.getBytes(UTF_8), ISO_8859_1));
    }

    /** The bytes of a path, one to a char. */
    public static String toLatin1(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text;
        }
        if (path.isAbsolute()) {
            return bytesOfUri(path);
        }
        // A relative path is hung below the root so that its URI holds it and nothing else.
        return bytesOfUri(path.getFileSystem().getPath("/").resolve(path)).substring(1);
    }

    private static String bytesOfUri(Path absolute) {
        // toUri() adds a slash where a directory of that name stands on this machine; only a link's text may have its
        // own.
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

    /** False also for U+FFFD, which stands where a byte could not be decoded. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
