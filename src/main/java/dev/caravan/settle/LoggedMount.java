package dev.caravan.settle;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.Optional;

/** The mount of the source whose client writes the log that is followed, and that log, as far as settling asks them. Any thread. */
public interface LoggedMount {
    /** Looks up a name in the source's root, through that client, whether it exists or not. */
    void lookUp(RelativePath name) throws IOException;

    /** A name in the source's root that exists, another one each time where there are several; empty where there is none. */
    Optional<RelativePath> nextName() throws IOException;

    /** True where the log has no byte that was not read, and is being read. */
    boolean isReadToTheEnd();

    /** True where our looks do not go through this client, since there is another mount to read through. */
    boolean areReadsElsewhere();

    /** True where the log has a line for each change itself, not only for the lookup before it. */
    boolean tellsChanges();
}
