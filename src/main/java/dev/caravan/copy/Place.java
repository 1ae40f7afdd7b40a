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
import java.util.StringJoiner;

/** An entry on both sides, by way of the open directories that hold it. */
final class Place implements AutoCloseable {
    final RelativePath path;
    private final Parents.Pair directories;
    private final Folder to;
    private final String temporaryName;
    private final Path source;
    private final Path target;
    private final Path temporary;
    private final long targetDevice;
    private final Map<String, String> refusals = new LinkedHashMap<>();

    /**
     * An entry.
     *
     * @param targetDevice of the target's root
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

    /** Where the target's entry is made. */
    Path temporary() {
        return temporary;
    }

    /** An entry beside the target's, or in it where that is the root of a file system. */
    Path inFileSystemOfTarget(String name) throws IOException {
        return path.isRoot() || isTop() ? target.resolve(name) : to.entry(name);
    }

    private boolean isTop() throws IOException {
        Optional<Entry> standing = Lstat.read(target).filter(Entry::isDirectory);
        return standing.isPresent() && standing.get().device() != directoryDevice();
    }

    /** The target's directory that holds the entry. */
    Path folder() {
        return to.self();
    }

    /** True where what is made in the target's directory is known to have no attributes but its owner and mode. */
    boolean inheritsNothing() throws IOException {
        return directories.inheritance().isNothing();
    }

    /** The device of the target's directory that holds the entry. */
    long directoryDevice() throws IOException {
        return Lstat.readFollowing(to.self()).device();
    }

    /** Notes something that the target refused of this entry. */
    void refused(String what, IOException why) {
        refusals.putIfAbsent(what, String.valueOf(why.getMessage()));
    }

    /** Nothing was refused. */
    void begin() {
        refusals.clear();
    }

    /** What was refused since, and why, for a person; empty where nothing was. */
    String refusal() {
        StringJoiner all = new StringJoiner("; ");
        refusals.forEach((what, why) -> all.add(what + " could not be set: " + why));
        return all.toString();
    }

    /** True where the target's root is on this device. */
    boolean isTargetOn(long device) {
        return targetDevice == device;
    }

    /** True where a rename leads from the target's root to the entry. */
    boolean isOnDeviceOfTarget() throws IOException {
        return directoryDevice() == targetDevice;
    }

    /** Hands the target's entry to a removal. */
    Optional<Path> removeTarget(Removal removal) throws IOException {
        return removal.remove(to, path.name(), path);
    }

    /** Hands what has the temporary name to a removal. */
    Optional<Path> removeTemporary(Removal removal) throws IOException {
        return removal.remove(to, temporaryName, path);
    }

    @Override
    public void close() {
        directories.close();
    }
}
