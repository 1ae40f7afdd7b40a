package dev.caravan.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What rsync finds to do for a target to become equal to its source: nothing, where it is.
 *
 * <p>It looks at type, content (all bytes of both sides), mode, owner, link text, device number, extended attributes, ACLs, and at
 * names that should be links of one file. It does not see a fraction of a second, holes, nor names that are links of one file
 * and should not be: those are {@link FoundTree}'s.
 */
public final class RsyncOracle {
    private RsyncOracle() {}

    /**
     * Compares.
     *
     * @param leftOut plain names in the root that neither side is asked for
     * @return one line for each entry that differs, as {@code rsync --itemize-changes} writes it
     */
    public static List<String> differences(Path source, Path target, Collection<String> leftOut)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("rsync", "-aHAXSnci", "--delete", "--exclude=/.caravan"));
        leftOut.forEach(name -> command.add("--exclude=/" + name));
        command.addAll(List.of(source + "/", target + "/"));
        return Tools.run(command.toArray()).lines().toList();
    }
}
