package dev.caravan.trees;

import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The two trees, and what was learnt of them. Any thread.
 *
 * @param hardLinks the names of the source's files with several
 * @param limits what the target cannot hold
 * @param extendedAttributes whether extended attributes, ACLs among them, are compared and copied
 * @param touched the target's directories whose times are not to be believed
 * @param leftOut told of what is left out because of what it is
 * @param known of which files equal sizes and times prove that the data is equal
 * @param writes counts what is written to the target
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
        WriteCount writes) {
    /** Trees in which nothing was changed yet, and of which equal sizes and times prove all. */
    public Trees(Roots roots, Posix posix, HardLinks hardLinks, TargetLimits limits, boolean extendedAttributes) {
        this(roots, posix, hardLinks, limits, extendedAttributes, KnownEqual.trusting());
    }

    /** Trees in which nothing was changed yet. */
    public Trees(
            Roots roots,
            Posix posix,
            HardLinks hardLinks,
            TargetLimits limits,
            boolean extendedAttributes,
            KnownEqual known) {
        this(
                roots,
                posix,
                hardLinks,
                limits,
                extendedAttributes,
                new TouchedDirectories(),
                LeftOut.Recorder.NONE,
                known,
                new WriteCount());
    }

    /** The same, of which some directories were touched, and somebody is told what is left out. */
    public Trees(
            Roots roots,
            Posix posix,
            HardLinks hardLinks,
            TargetLimits limits,
            boolean extendedAttributes,
            TouchedDirectories touched,
            LeftOut.Recorder leftOut) {
        this(
                roots,
                posix,
                hardLinks,
                limits,
                extendedAttributes,
                touched,
                leftOut,
                KnownEqual.trusting(),
                new WriteCount());
    }

    /** The source's entry with all that is compared; see {@link Lstat#read}. */
    public Optional<Entry> source(RelativePath path) throws IOException {
        return named(path, read(path.under(roots.source())));
    }

    /** The source's entry of this path, whose directory is open. */
    public Optional<Entry> source(RelativePath path, Folder directory) throws IOException {
        return named(path, readIn(directory, path));
    }

    /** Names are told to be of one file by its inode number, which is no other file's in the root's file system only. */
    private Optional<Entry> named(RelativePath path, Optional<Entry> found) {
        Optional<Entry> entry = found.map(source -> roots.isOfSourceRoot(source) ? source : source.withLinks(1));
        entry.ifPresent(source -> hardLinks.seen(path, source));
        return entry;
    }

    /** The target's entry of this path, whose directory is open. */
    public Optional<Entry> target(RelativePath path, Folder directory) throws IOException {
        return believed(path, readIn(directory, path));
    }

    /** The source may have names that are too long for the target, and a torn line of its log some that are too long for both. */
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

    /** The target's entry with all that is compared; names in the trash are none. */
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
