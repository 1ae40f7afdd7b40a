package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A ccdbfs client's log: a third of its lines are lookups, of 200,000 distinct entries in 20,000 directories, in random order; the
 * others are of about the same length, and about reads and writes.
 */
final class GeneratedLog {
    static final int DIRECTORIES = 20_000;
    static final int ENTRIES = 200_000;

    static final long FIRST_INODE = 0xa0000001198b0000L;
    private static final long SEED = 20261122;

    private GeneratedLog() {}

    /** Writes one of so many lines, which takes some seconds for ten millions. */
    static void write(Path file, int lines) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder line = new StringBuilder(200);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < lines; i++) {
                line.setLength(0);
                appendHead(line, i);
                if (i % 3 == 0) {
                    appendLookup(line, random.nextInt(ENTRIES));
                } else {
                    appendOther(line, random.nextInt(ENTRIES));
                }
                out.write(line.append('\n').toString().getBytes(ISO_8859_1));
            }
        }
    }

    /** A thousand lines a second, from the first of January on. */
    private static void appendHead(StringBuilder line, int number) {
        int second = number / 1000;
        line.append("DEBUG: 01-0").append(1 + second / 86_400).append(' ');
        appendTwo(line, second / 3600 % 24).append(':');
        appendTwo(line, second / 60 % 60).append(':');
        appendTwo(line, second % 60).append(":  Client * 15176 [ccdb:NFSClient.cpp:");
    }

    private static StringBuilder appendTwo(StringBuilder line, int number) {
        return line.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static void appendLookup(StringBuilder line, int entry) {
        line.append("625:15176]Lookup, parentDirInode:0x")
                .append(Long.toHexString(FIRST_INODE + entry % DIRECTORIES))
                .append(", dentryName:entry-")
                .append(entry)
                .append(".dat");
    }

    private static void appendOther(StringBuilder line, int entry) {
        line.append("811:15176]Read, inode:0x")
                .append(Long.toHexString(FIRST_INODE + DIRECTORIES + entry))
                .append(", offset:")
                .append(entry * 4096L)
                .append(", size:131072");
    }
}
