package dev.caravan.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Files that tell by themselves whether they are whole and how new they are: {@code sealed-17} holds version 4 or 9, never a part of
 * one, and what has its name was written for it. They are only written as a whole.
 */
final class Sealed {
    private static final Pattern NAME = Pattern.compile("sealed-(\\d+)(\\.\\d+)?");
    private static final int HEADER_BYTES = 64;
    private static final Pattern HEADER =
            Pattern.compile("sealed (\\d+) version (\\d+) bytes (\\d+) crc ([0-9a-f]+) *\n");

    private Sealed() {}

    static boolean is(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    static long id(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(file + " is not sealed");
        }
        return Long.parseLong(name.group(1));
    }

    /** A whole content, of no fewer bytes than its header has. */
    static byte[] content(long id, long version, int bytes) {
        byte[] content = new byte[Math.max(HEADER_BYTES, bytes)];
        new Random(id * 1_000_003 + version).nextBytes(content);
        String header = "sealed " + id + " version " + version + " bytes " + content.length + " crc " + crc(content);
        header += " ".repeat(HEADER_BYTES - 1 - header.length()) + "\n";
        System.arraycopy(header.getBytes(ISO_8859_1), 0, content, 0, HEADER_BYTES);
        return content;
    }

    /**
     * The version of what such a file holds.
     *
     * @throws Broken if it is not one whole content of this file
     */
    static long version(Path file, byte[] content) throws Broken {
        String start = new String(content, 0, Math.min(content.length, HEADER_BYTES), ISO_8859_1);
        Matcher header = HEADER.matcher(start);
        if (!header.matches()) {
            throw new Broken(content.length + " bytes without a header");
        }
        if (Long.parseLong(header.group(1)) != id(file)) {
            throw new Broken("holds what belongs to sealed-" + header.group(1));
        }
        if (Integer.parseInt(header.group(3)) != content.length) {
            throw new Broken(
                    content.length + " bytes of version " + header.group(2) + ", which has " + header.group(3));
        }
        if (!header.group(4).equals(crc(content))) {
            throw new Broken("a mixture with version " + header.group(2));
        }
        return Long.parseLong(header.group(2));
    }

    private static String crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content, HEADER_BYTES, content.length - HEADER_BYTES);
        return Long.toHexString(crc.getValue());
    }

    /** What is wrong with a file. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what);
        }
    }
}
