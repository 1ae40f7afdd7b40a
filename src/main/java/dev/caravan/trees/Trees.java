package dev.caravan.trees;

import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The two trees, and what was learnt about them. Thread-safe.
 *
 * @param hardLinks the known names of the source's files with several hard links
 * @param limits what the target cannot hold
 * @param extendedAttributes whether extended attributes, ACLs among them, are compared and copied
 * @param touched the target's directories whose times are not believed
 * @param leftOut records the entries that are left out because of their kind
 * @param known tells for which files equal sizes and times prove equal data
 * @param writes counts the writes to the target
 * @param makers tells whether the processes live that make temporary entries on the target
 */
public record Trees(
        Roots roots,
        Posix posix,
        HardLinks hardLinks,
        TargetLimits limits,
        boolean extendedAttributes,
        TouchedDirectories touched,
        LeftOut.Recorder leftOut,
        KnownEqual known,
        WriteCount writes,
        Makers makers) {
    /** The source's entry with all that is compared; see {@link Lstat#read}. */
    public Optional<Entry> source(RelativePath path) throws IOException {
        return named(path, read(path.under(roots.source())));
    }

    /** The source's entry at this path, read through its open directory. */
    public Optional<Entry> source(RelativePath path, Folder directory) throws IOException {
        return named(path, readIn(directory, path));
    }

    /**
     * Hard links are recognised by inode number, which is unique only within the root's file system; elsewhere each
     * name counts as a file of its own.
     */
    private Optional<Entry> named(RelativePath path, Optional<Entry> found) {
        Optional<Entry> entry = found.map(source -> roots.isOfSourceRoot(source) ? source : source.withLinks(1));
        entry.ifPresent(source -> hardLinks.seen(path, source));
        return entry;
    }

    /** The target's entry at this path, read through its open directory. */
    public Optional<Entry> target(RelativePath path, Folder directory) throws IOException {
        return believed(path, readIn(directory, path));
    }

    /**
     * A name may be too long: the source may allow longer names than the target, and a torn log line may give one that
     * is too long for both.
     */
    private Optional<Entry> readIn(Folder directory, RelativePath path) throws IOException {
        if (path.isRoot()) {
            return read(directory.self());
        }
        try {
            return read(directory.entry(path.name()));
        } catch (IOException e) {
            if (directory.cannotHold(path.name(), e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The target's entry with all that is compared, not counting links in the trash. */
    public Optional<Entry> target(RelativePath path) throws IOException {
        return believed(path, read(path.under(roots.target())));
    }

    private Optional<Entry> believed(RelativePath path, Optional<Entry> shown) {
        return shown.map(hardLinks::withoutTrash).map(entry -> touched.believed(path, entry));
    }

    private Optional<Entry> read(Path path) throws IOException {
        Optional<Entry> entry = posix.look(path);
        return entry.isPresent() ? Optional.of(withAttributes(entry.get(), path)) : entry;
    }

    /** The same entry with its extended attributes, where these are copied. */
    public Entry withAttributes(Entry entry, Path path) throws IOException {
        return extendedAttributes ? entry.with(posix.attributes(path)) : entry;
    }
}
