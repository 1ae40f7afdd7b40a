package dev.caravan.resolve;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/** Asks the source where inodes are; one thread at a time, but for closing. */
interface InodeTool extends AutoCloseable {
    /**
     * One answer for each inode.
     *
     * @throws UnavailableException if the tool could not be started for so long that asking on makes no sense
     * @throws IllegalStateException if it is closed meanwhile
     */
    Map<Long, Answer> ask(Collection<Long> inodes) throws InterruptedException, UnavailableException;

    /** Whatever runs is not to be trusted any more: the next question is put to a new one. */
    default void restart() {}

    /** Ends what runs; any thread. */
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
