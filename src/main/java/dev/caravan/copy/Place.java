package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Lstat;
import dev.caravan.removal.Removal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * An entry's paths on both sides, which lead through its open parent directories, so that a rename of a directory above
 * does not redirect them. Single-threaded.
 */
final class Place implements AutoCloseable {
    final RelativePath path;
    private final Parents.Pair directories;
    private final Folder to;
    private final String temporaryName;
    private final Path source;
    private final Path target;
    private final Path temporary;
    private final long targetDevice;
    private OptionalLong inode = OptionalLong.empty();
    private final Map<String, String> refusals = new LinkedHashMap<>();

    /**
     * The place of the entry with this path in these parent directories.
     *
     * @param targetDevice the device number of the target's root
     */
    Place(RelativePath path, Parents.Pair directories, long targetDevice) {
        this.targetDevice = targetDevice;
        this.path = path;
        this.directories = directories;
        Folder from = directories.from();
        to = directories.to();
        temporaryName = TemporaryName.beside(path).name();
        source = path.isRoot() ? from.self() : from.entry(path.name());
        target = path.isRoot() ? to.self() : to.entry(path.name());
        temporary = to.entry(temporaryName);
    }

    Path source() {
        return source;
    }

    Path target() {
        return target;
    }

    /** The temporary path in the target's directory, under which the new entry is made. */
    Path temporary() {
        return temporary;
    }

    /** Notes the inode number of the entry that was made for this place, or that was seen to hold its data. */
    void holds(long number) {
        inode = OptionalLong.of(number);
    }

    /** The inode number that {@link #holds} noted; empty where it is not known. */
    OptionalLong inode() {
        return inode;
    }

    /** The path of this name beside the target's entry; within the entry where it is the root of a file system. */
    Path inFileSystemOfTarget(String name) throws IOException {
        return path.isRoot() || isTop() ? target.resolve(name) : to.entry(name);
    }

    private boolean isTop() throws IOException {
        Optional<Entry> standing = Lstat.read(target).filter(Entry::isDirectory);
        return standing.isPresent() && standing.get().device() != directoryDevice();
    }

    /** The target's parent directory of the entry. */
    Path folder() {
        return to.self();
    }

    /** True where a new entry in the target's parent directory is known to inherit no attributes. */
    boolean inheritsNothing() throws IOException {
        return directories.inheritance().isNothing();
    }

    /** The device number of the target's parent directory. */
    long directoryDevice() throws IOException {
        return Lstat.readFollowing(to.self()).device();
    }

    /** Notes that the target refused an attribute or a time of this entry. */
    void refused(String what, IOException why) {
        refusals.putIfAbsent(what, String.valueOf(why.getMessage()));
    }

    /** All refusals and their reasons, as text for a person; empty where there were none. */
    String refusal() {
        StringJoiner all = new StringJoiner("; ");
        refusals.forEach((what, why) -> all.add(what + " could not be set: " + why));
        return all.toString();
    }

    /** True where the target's root is on this device. */
    boolean isTargetOn(long device) {
        return targetDevice == device;
    }

    /**
     * True where the entry's parent is on the device of the target's root, so that a file may be renamed from there.
     */
    boolean isOnDeviceOfTarget() throws IOException {
        return directoryDevice() == targetDevice;
    }

    /** Lets a removal take the target's entry; returns where it went, as the removal does. */
    Optional<Path> removeTarget(Removal removal) throws IOException {
        return removal.remove(to, path.name(), path);
    }

    /** Lets a removal take the entry under the temporary name; returns where it went, as the removal does. */
    Optional<Path> removeTemporary(Removal removal) throws IOException {
        return removal.remove(to, temporaryName, path);
    }

    @Override
    public void close() {
        directories.close();
    }
}
