package dev.caravan.settle;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.Optional;

/**
 * The source's mount whose client writes the followed log, and that log, as far as this
 * package needs them. Thread-safe.
 */
public interface LoggedMount {
    /** Looks up a name in the source's root through that client; the name need not exist. */
    void lookUp(RelativePath name) throws IOException;

    /**
     * A name that exists in the source's root, a different one each time where there are several; empty
     * where there is none.
     */
    Optional<RelativePath> nextName() throws IOException;

    /** True where all of the log has been read, and it is being followed. */
    boolean isReadToTheEnd();

    /** True where our looks do not go through this client, but through another mount. */
    boolean areReadsElsewhere();

    /** True where the log has a line for each change itself, not only for the lookup before it. */
    boolean tellsChanges();
}
