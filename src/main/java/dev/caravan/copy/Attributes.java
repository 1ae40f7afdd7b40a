package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.RelativePath;
import dev.caravan.change.TargetLimits;
import dev.caravan.posix.Attributed;
import dev.caravan.posix.Errno;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Gives a target's entry the attributes of a source's. The one place that knows which there are, and their order: the owner before
 * the mode, since a change of owner clears set-uid and set-gid, and since nobody's set-uid file may be another's; then ACLs and
 * capabilities, which both would change; the times last, since everything else sets them anew.
 */
final class Attributes {
    /** The attributes themselves do not fit, which says nothing of others: ext4 gives them one block. */
    private static final Set<Errno> TOO_LARGE = Set.of(Errno.ENOSPC, Errno.EDQUOT, Errno.E2BIG, Errno.ERANGE);

    private static final Set<Errno> REFUSED = Set.of(Errno.EPERM, Errno.EACCES, Errno.EOPNOTSUPP, Errno.EINVAL);

    private final Posix posix;
    private final TargetLimits limits;
    private final boolean extended;

    Attributes(Trees trees) {
        posix = trees.posix();
        limits = trees.limits();
        extended = trees.extendedAttributes();
    }

    /** All of them, for an entry under this path. */
    void give(RelativePath path, Entry source, Path entry) throws IOException {
        setOwner(path, () -> posix.setOwner(entry, source.uid(), source.gid()));
        if (source.type() != Entry.Type.LINK) {
            posix.setMode(entry, source.mode());
        }
        giveExtended(path, source, new Unopened(posix, entry));
        giveTimes(source, entry);
    }

    /** All of them, for a file that is open, under this path. */
    void give(RelativePath path, Entry source, OpenFile file) throws IOException {
        setOwner(path, () -> file.setOwner(source.uid(), source.gid()));
        file.setMode(source.mode());
        giveExtended(path, source, file);
        file.setTimes(source.accessed(), source.modified());
    }

    void giveTimes(Entry source, Path entry) throws IOException {
        posix.setTimes(entry, source.accessed(), source.modified());
    }

    /** An entry by its path. */
    private record Unopened(Posix posix, Path entry) implements Attributed {
        @Override
        public SortedMap<String, String> attributes() throws IOException {
            return posix.attributes(entry);
        }

        @Override
        public void setAttribute(String name, String value) throws IOException {
            posix.setAttribute(entry, name, value);
        }

        @Override
        public void removeAttribute(String name) throws IOException {
            posix.removeAttribute(entry, name);
        }
    }

    /** A call that changes an entry. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    private void setOwner(RelativePath path, Change change) throws IOException {
        if (!limits.canHold(TargetLimits.OWNER)) {
            return;
        }
        try {
            change.run();
        } catch (IOException e) {
            if (!Errno.EPERM.is(e) && !Errno.EINVAL.is(e)) {
                throw e;
            }
            limits.cannotHold(TargetLimits.OWNER, path, String.valueOf(e.getMessage()));
        }
    }

    private void giveExtended(RelativePath path, Entry source, Attributed entry) throws IOException {
        if (!extended) {
            return;
        }
        // A new entry may have got some from its directory.
        Map<String, String> standing = entry.attributes();
        for (String name : standing.keySet()) {
            if (!source.attributes().containsKey(name) && limits.canHold(TargetLimits.kindOf(name))) {
                change(path, name, () -> entry.removeAttribute(name));
            }
        }
        for (Map.Entry<String, String> wanted : source.attributes().entrySet()) {
            String name = wanted.getKey();
            if (!wanted.getValue().equals(standing.get(name)) && limits.canHold(TargetLimits.kindOf(name))) {
                change(path, name, () -> entry.setAttribute(name, wanted.getValue()));
            }
        }
    }

    private void change(RelativePath path, String name, Change change) throws IOException {
        try {
            change.run();
        } catch (IOException e) {
            Errno why = Errno.of(e).orElseThrow(() -> e);
            if (TOO_LARGE.contains(why)) {
                limits.lost("attribute " + name, path, String.valueOf(e.getMessage()));
            } else if (REFUSED.contains(why)) {
                limits.cannotHold(TargetLimits.kindOf(name), path, String.valueOf(e.getMessage()));
            } else {
                throw e;
            }
        }
    }
}
