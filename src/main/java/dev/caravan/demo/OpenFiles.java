package dev.caravan.demo;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * Files that are written for seconds after their one lookup, as a log or a large copy is: Caravan has to see by itself
 * that they are not quiet. They may be renamed, replaced or deleted meanwhile. Single-threaded.
 */
final class OpenFiles implements Closeable {
    private static final int MOST = 4;
    /** Operations between two pieces: at 150 operations a second, a piece every 70 ms for 5 s. */
    private static final int BETWEEN_PIECES = 10;

    private static final int PIECES = 75;
    private static final int PIECE_BYTES = 2048;

    private final Random random;
    private final Queue<Writer> writers = new ArrayDeque<>();
    private long ticks;

    OpenFiles(Random random) {
        this.random = random;
    }

    /** Makes a file and keeps it open; the oldest one is closed where there are too many. */
    void open(Path path) throws IOException {
        if (writers.size() == MOST) {
            writers.remove().channel.close();
        }
        writers.add(new Writer(FileChannel.open(path, CREATE_NEW, APPEND)));
    }

    /** Called once for each operation. */
    void tick() throws IOException {
        ticks++;
        if (ticks % BETWEEN_PIECES != 0) {
            return;
        }
        for (Iterator<Writer> each = writers.iterator(); each.hasNext(); ) {
            Writer writer = each.next();
            byte[] piece = new byte[1 + random.nextInt(PIECE_BYTES)];
            random.nextBytes(piece);
            writer.channel.write(ByteBuffer.wrap(piece));
            writer.piecesLeft--;
            if (writer.piecesLeft == 0) {
                writer.channel.close();
                each.remove();
            }
        }
    }

    @Override
    public void close() throws IOException {
        List<Writer> last = new ArrayList<>(writers);
        writers.clear();
        for (Writer writer : last) {
            writer.channel.close();
        }
    }

    private static final class Writer {
        private final FileChannel channel;
        private int piecesLeft = PIECES;

        Writer(FileChannel channel) {
            this.channel = channel;
        }
    }
}
