package dev.caravan.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Ticket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A low-water mark as text in memory, as a crash would find it on disk. */
final class MemoryOffsets implements OffsetStore<LogPosition> {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    private final Deque<Piece> out = new ArrayDeque<>();
    private String mark;

    MemoryOffsets() {}

    /** What a start after a crash finds. */
    MemoryOffsets(MemoryOffsets crashed) {
        synchronized (crashed) {
            this.mark = crashed.mark;
        }
    }

    @Override
    public synchronized Optional<LogPosition> read() {
        return Optional.ofNullable(mark).map(MemoryOffsets::parsed);
    }

    @Override
    public synchronized Ticket issue(LogPosition end) {
        Piece piece = new Piece(end);
        out.add(piece);
        return piece;
    }

    @Override
    public synchronized void begin(LogPosition start) {
        mark = written(start);
    }

    /** Pieces whose tickets are held. */
    synchronized int out() {
        return (int) out.stream().filter(piece -> piece.holders > 0).count();
    }

    private static LogPosition parsed(String json) {
        try {
            return JSON.readValue(json, LogPosition.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String written(LogPosition position) {
        try {
            return JSON.writeValueAsString(position);
        } catch (JsonProcessingException e) {
            throw new AssertionError(position.toString(), e);
        }
    }

    private final class Piece implements Ticket {
        private final LogPosition end;
        private int holders = 1;

        private Piece(LogPosition end) {
            this.end = end;
        }

        @Override
        public void retain() {
            synchronized (MemoryOffsets.this) {
                holders++;
            }
        }

        @Override
        public void release() {
            synchronized (MemoryOffsets.this) {
                if (--holders < 0) {
                    throw new IllegalStateException("released more often than retained");
                }
                while (!out.isEmpty() && out.element().holders == 0) {
                    mark = written(out.remove().end);
                }
            }
        }

        @Override
        public Ticket merge(Ticket other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean covers(Ticket other) {
            throw new UnsupportedOperationException();
        }
    }
}
