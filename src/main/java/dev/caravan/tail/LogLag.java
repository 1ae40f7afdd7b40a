package dev.caravan.tail;

/**
 * How far the followed logs are from being read.
 *
 * @param bytes not read yet, of all files of all logs; 0 where all is read, or no log is followed
 * @param seconds since all of it was read, of the log for which that is longest; 0 while all is
 * @param isUnreadable whether a log is missing or cannot be read
 */
public record LogLag(long bytes, long seconds, boolean isUnreadable) {
    /** Nothing is left to read. */
    public static final LogLag NONE = new LogLag(0, 0, false);

    LogLag and(LogLag other) {
        return new LogLag(bytes + other.bytes, Math.max(seconds, other.seconds), isUnreadable || other.isUnreadable);
    }
}
