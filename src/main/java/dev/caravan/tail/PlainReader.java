package dev.caravan.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads an uncompressed file, which may still grow and may be renamed meanwhile. Single-threaded. */
final class PlainReader implements LogReader {
    private final FileChannel channel;

    PlainReader(Path path) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public int read(long offset, byte[] to) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(to);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
            // A network file system may return fewer bytes than asked for before the end of the file.
        }
        return buffer.position();
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public boolean isDamaged() {
        return false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
