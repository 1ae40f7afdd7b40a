package dev.caravan.resolve;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Asks the source for the paths of inodes. One thread at a time, except for {@link #close}. */
interface InodeTool extends AutoCloseable {
    /**
     * Returns one answer for each inode.
     *
     * @throws UnavailableException if the tool could not be started for so long that the caller should give up
     * @throws IllegalStateException if the tool is closed meanwhile
     */
    Map<Long, Answer> ask(Collection<Long> inodes) throws InterruptedException, UnavailableException;

    /** Ends a running process that is not trusted any more: the next question goes to a new one. */
    default void restart() {}

    /** Ends the running process. Thread-safe. */
    @Override
    void close();

    /** The tool cannot be started. */
    final class UnavailableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message, IOException cause) {
            super(message, cause);
        }
    }
}
