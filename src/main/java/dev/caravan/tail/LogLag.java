package dev.caravan.tail;

/**
 * How much of the followed logs is not read yet.
 *
 * @param bytes not read yet, in all files of all logs; 0 where everything is read, or no log is followed
 * @param seconds since a log was last read to its end, the longest of all logs; 0 while all are
 * @param isUnreadable whether a log is missing or cannot be read
 */
public record LogLag(long bytes, long seconds, boolean isUnreadable) {
    /** Nothing is left to read. */
    public static final LogLag NONE = new LogLag(0, 0, false);

    LogLag and(LogLag other) {
        return new LogLag(bytes + other.bytes, Math.max(seconds, other.seconds), isUnreadable || other.isUnreadable);
    }
}
