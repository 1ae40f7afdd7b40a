package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.Attributed;
import dev.caravan.posix.Errno;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Gives an entry of the target the attributes of the source's entry, in the one order that works. Any thread; one
 * thread per path.
 *
 * <p>The owner comes before the mode: a change of owner clears set-uid and set-gid, and the entry must not be set-uid
 * while it belongs to somebody else. Attributes of the {@code user.} namespace come before the mode too, since the mode
 * may forbid to write them. ACLs and capabilities come after owner and mode, which both change them. The times come
 * last, since every other change sets them.
 *
 * <p>An attribute that is refused is left out and noted in the entry's place, unless the file system refuses it to
 * every entry: see {@link TargetLimits}.
 */
final class Attributes {
    /**
     * Errors that say that this entry's attributes do not fit, and nothing about other entries: ext4 has one block
     * for them.
     */
    private static final Set<Errno> TOO_LARGE = Set.of(Errno.ENOSPC, Errno.EDQUOT, Errno.E2BIG, Errno.ERANGE);

    private static final Set<Errno> REFUSED =
            Set.of(Errno.EPERM, Errno.EACCES, Errno.EOPNOTSUPP, Errno.EINVAL, Errno.ENOSYS);

    /** The prefix of the extended attributes that may be written only where the mode allows writing. */
    private static final String OF_USERS = "user.";

    /** For chown: leaves the owner, or the group, as it is. */
    private static final int SAME = -1;

    private static final int WRITABLE = 0600;

    private static final int ALL = 0777;

    private static final int EXECUTE_READ_WRITE = 07;

    private final Posix posix;
    private final TargetLimits limits;
    private final LimitProbe probe;
    private final Predicate<IOException> isForAll;
    private final boolean extended;

    /**
     * Gives attributes to entries of the target.
     *
     * @param isForAll whether a failure concerns the whole target, such as a full disk, rather than one entry
     */
    Attributes(Trees trees, LimitProbe probe, Predicate<IOException> isForAll) {
        posix = trees.posix();
        limits = trees.limits();
        extended = trees.extendedAttributes();
        this.probe = probe;
        this.isForAll = isForAll;
    }

    /**
     * The mode with which a file or a directory is made. It is the source's where nothing has to be set before the mode
     * and where the mode gives nobody more rights than in the end, although it has another owner and group for now.
     * Otherwise it is one that lets only the owner in.
     */
    int initialMode(Place place, Entry source) throws IOException {
        int mode = source.mode();
        boolean isForOwnerToWrite = (mode & Posix.OWNER_ONLY) == Posix.OWNER_ONLY;
        boolean hasNoSpecialBits = (mode & ~ALL) == 0;
        boolean givesGroupNoMore = (mode >> 3 & EXECUTE_READ_WRITE & ~mode) == 0;
        boolean isPlain = isForOwnerToWrite && hasNoSpecialBits && givesGroupNoMore;
        if (isPlain && needsNoAttributes(place, source)) {
            return mode;
        }
        return source.isDirectory() ? Posix.OWNER_ONLY_DIRECTORY : Posix.OWNER_ONLY;
    }

    /** True where a new file needs nothing but its owner, mode and times. */
    private static boolean needsNoAttributes(Place place, Entry source) throws IOException {
        return source.attributes().isEmpty() && place.inheritsNothing();
    }

    /**
     * Gives all attributes to an open file that was just made. What is right already is not set again: on a network
     * file system each call is a round trip.
     *
     * @param made the file before anything was written to it
     */
    void giveNew(Place place, Entry source, OpenFile file, Entry made) throws IOException {
        giveNewAllButTimes(place, source, new Opened(file), made);
        giveTimes(place, source, file, source.modified());
    }

    /** The same, to a directory that was just made. */
    void giveNew(Place place, Entry source, Path directory) throws IOException {
        Given entry = new Unopened(posix, directory);
        giveNewAllButTimes(place, source, entry, entry.look());
        giveTimes(place, source, directory);
    }

    private void giveNewAllButTimes(Place place, Entry source, Given entry, Entry made) throws IOException {
        boolean isOwned = (made.uid() == source.uid() && made.gid() == source.gid()) || giveOwner(place, source, entry);
        if (!needsNoAttributes(place, source)) {
            giveAttributesAndMode(place, source, entry, isOwned);
        } else if (!isOwned || made.mode() != source.mode()) {
            giveMode(place, source, entry, isOwned);
        }
    }

    /** Gives all attributes to an entry of this place, under its own or its temporary name. */
    void give(Place place, Entry source, Path entry) throws IOException {
        giveAllButTimes(place, source, new Unopened(posix, entry));
        giveTimes(place, source, entry);
    }

    /** Gives all attributes to an open file. */
    void give(Place place, Entry source, OpenFile file) throws IOException {
        giveAllButTimes(place, source, file);
        giveTimes(place, source, file, source.modified());
    }

    void giveAllButTimes(Place place, Entry source, OpenFile file) throws IOException {
        giveAllButTimes(place, source, new Opened(file));
    }

    private void giveAllButTimes(Place place, Entry source, Given entry) throws IOException {
        giveAttributesAndMode(place, source, entry, giveOwner(place, source, entry));
    }

    private void giveAttributesAndMode(Place place, Entry source, Given entry, boolean isOwned) throws IOException {
        Map<String, String> standing = extended ? entry.attributes() : Map.of();
        giveExtended(place, source, entry, standing, true);
        giveMode(place, source, entry, isOwned);
        giveExtended(place, source, entry, standing, false);
    }

    private static void giveMode(Place place, Entry source, Given entry, boolean isOwned) throws IOException {
        if (source.type() != Entry.Type.LINK) {
            int mode = isOwned ? source.mode() : modeOfOthers(source, entry);
            attempt(place, "mode", () -> entry.setMode(mode));
        }
    }

    void giveTimes(Place place, Entry source, Path entry) throws IOException {
        attempt(place, "times", () -> {
            if (isOdd(source.accessed()) || isOdd(source.modified())) {
                long device = device(place, () -> posix.look(entry).orElseThrow(() -> gone(entry)));
                posix.setTimes(entry, nearest(device, source.accessed()), nearest(device, source.modified()));
            } else {
                posix.setTimes(entry, source.accessed(), source.modified());
            }
        });
    }

    /** Gives the times to an open file, with this mtime instead of the source's. */
    void giveTimes(Place place, Entry source, OpenFile file, Instant modified) throws IOException {
        attempt(place, "times", () -> {
            if (isOdd(source.accessed()) || isOdd(modified)) {
                long device = device(place, file::look);
                file.setTimes(nearest(device, source.accessed()), nearest(device, modified));
            } else {
                file.setTimes(source.accessed(), modified);
            }
        });
    }

    /** True for a time before 1970 or from 2038 on, which some file systems cannot keep. */
    private static boolean isOdd(Instant time) {
        return time.getEpochSecond() < 0 || time.getEpochSecond() >= Integer.MAX_VALUE;
    }

    private Instant nearest(long device, Instant time) {
        return limits.times(device).nearest(time);
    }

    private static NoSuchFileException gone(Path entry) {
        return new NoSuchFileException(entry.toString());
    }

    /** An entry of the target that gets attributes. */
    private interface Given extends Attributed {
        Entry look() throws IOException;

        void setOwner(int uid, int gid) throws IOException;

        void setMode(int mode) throws IOException;
    }

    private record Opened(OpenFile file) implements Given {
        @Override
        public Entry look() throws IOException {
            return file.look();
        }

        @Override
        public void setOwner(int uid, int gid) throws IOException {
            file.setOwner(uid, gid);
        }

        @Override
        public void setMode(int mode) throws IOException {
            file.setMode(mode);
        }

        @Override
        public SortedMap<String, String> attributes() throws IOException {
            return file.attributes();
        }

        @Override
        public void setAttribute(String name, String value) throws IOException {
            file.setAttribute(name, value);
        }

        @Override
        public void removeAttribute(String name) throws IOException {
            file.removeAttribute(name);
        }
    }

    /** An entry that is known by its path. */
    private record Unopened(Posix posix, Path entry) implements Given {
        @Override
        public Entry look() throws IOException {
            return posix.look(entry).orElseThrow(() -> gone(entry));
        }

        @Override
        public void setOwner(int uid, int gid) throws IOException {
            posix.setOwner(entry, uid, gid);
        }

        @Override
        public void setMode(int mode) throws IOException {
            posix.setMode(entry, mode);
        }

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

    /** Makes the change, or notes in the place that it was refused. */
    private static void attempt(Place place, String what, Change change) throws IOException {
        try {
            change.run();
        } catch (IOException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            place.refused(what, e);
        }
    }

    private static boolean isRefusal(IOException e) {
        return Errno.of(e).filter(REFUSED::contains).isPresent();
    }

    /** Sets the owner and the group. Returns false where they are not both the source's afterwards. */
    private boolean giveOwner(Place place, Entry source, Given entry) throws IOException {
        if (!limits.areNone()) {
            Entry standing = entry.look();
            if (!limits.canHold(TargetLimits.OWNER, standing.device())) {
                return giveGroup(source, standing, entry);
            }
        }
        try {
            entry.setOwner(source.uid(), source.gid());
            return true;
        } catch (IOException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            // Perhaps only the owner or only the group was refused: an ordinary user may set a group of which it is
            // a member.
            boolean isGroup = tryOwner(entry, SAME, source.gid());
            if (tryOwner(entry, source.uid(), SAME) && isGroup) {
                return true;
            }
            if (!isLimit(TargetLimits.OWNER, place, entry, e)) {
                place.refused(
                        "owner " + Integer.toUnsignedString(source.uid()) + ":"
                                + Integer.toUnsignedString(source.gid()),
                        e);
            }
            return false;
        }
    }

    /**
     * Sets the group alone, which an ordinary user may do for its own file. Returns true where owner and group are both
     * the source's afterwards.
     */
    private static boolean giveGroup(Entry source, Entry standing, Given entry) throws IOException {
        boolean isGroup = standing.gid() == source.gid() || tryOwner(entry, SAME, source.gid());
        return isGroup && standing.uid() == source.uid();
    }

    private static boolean tryOwner(Given entry, int uid, int gid) throws IOException {
        try {
            entry.setOwner(uid, gid);
            return true;
        } catch (IOException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            return false;
        }
    }

    private static int modeOfOthers(Entry source, Given entry) throws IOException {
        Entry standing = entry.look();
        return source.modeFor(standing.uid(), standing.gid());
    }

    /** A look that tells on which device an entry is. */
    @FunctionalInterface
    private interface Look {
        Entry look() throws IOException;
    }

    private long device(Place place, Look look) throws IOException {
        Entry standing = look.look();
        probe.learnTimes(standing.device(), place);
        return standing.device();
    }

    private boolean isLimit(String kind, Place place, Given entry, IOException why) throws IOException {
        Entry standing = entry.look();
        return limits.confirm(
                kind,
                standing.device(),
                place.path,
                String.valueOf(why.getMessage()),
                () -> probe.works(kind, standing.device(), place));
    }

    private boolean isLeftOut(String name, Given entry) throws IOException {
        return !limits.areNone()
                && !limits.canHold(TargetLimits.kindOf(name), entry.look().device());
    }

    private void giveExtended(Place place, Entry source, Given entry, Map<String, String> standing, boolean ofUsers)
            throws IOException {
        if (!extended) {
            return;
        }
        // A new entry may have inherited attributes from its directory.
        for (String name : standing.keySet()) {
            if (name.startsWith(OF_USERS) == ofUsers
                    && !source.attributes().containsKey(name)
                    && !isLeftOut(name, entry)) {
                change(place, name, entry, () -> entry.removeAttribute(name));
            }
        }
        for (Map.Entry<String, String> wanted : source.attributes().entrySet()) {
            String name = wanted.getKey();
            if (name.startsWith(OF_USERS) == ofUsers
                    && !wanted.getValue().equals(standing.get(name))
                    && !isLeftOut(name, entry)) {
                change(place, name, entry, () -> setAttribute(entry, name, wanted.getValue()));
            }
        }
    }

    /**
     * Sets an attribute. Where the entry's mode forbids that even to its owner, the entry is made writable first; its
     * final mode is set next.
     */
    private static void setAttribute(Given entry, String name, String value) throws IOException {
        try {
            entry.setAttribute(name, value);
        } catch (AccessDeniedException e) {
            Entry standing = entry.look();
            if (!name.startsWith(OF_USERS) || standing.type() == Entry.Type.LINK) {
                throw e;
            }
            entry.setMode(standing.mode() | WRITABLE);
            entry.setAttribute(name, value);
        }
    }

    private void change(Place place, String name, Given entry, Change change) throws IOException {
        try {
            change.run();
        } catch (IOException e) {
            Errno why = Errno.of(e).orElseThrow(() -> e);
            if (TOO_LARGE.contains(why)) {
                if (isForAll.test(e)) {
                    throw e;
                }
                place.refused("attribute " + name, e);
            } else if (REFUSED.contains(why)) {
                if (!isLimit(TargetLimits.kindOf(name), place, entry, e)) {
                    place.refused("attribute " + name, e);
                }
            } else {
                throw e;
            }
        }
    }
}
