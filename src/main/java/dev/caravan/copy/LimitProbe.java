package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.Folding;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.entry.TemporaryName;
import dev.caravan.entry.TimeRange;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the target's file system refuses something to every entry: it tries the same on a probe entry of
 * its own, with values that no file system that supports such things has a reason to refuse. The probe is made in
 * {@code .caravan} on the target; for another file system that is mounted below the target, it is made beside the
 * refused entry. Any thread.
 */
final class LimitProbe {
    private static final Logger LOG = LoggerFactory.getLogger(LimitProbe.class);

    /**
     * Ids to try as owner. A file system that keeps owners keeps at least one of these: root, the first system user,
     * the first ordinary user, nobody.
     */
    private static final List<Integer> IDS = List.of(1, 2, 1000, 65534);

    private static final Set<Errno> REFUSED =
            Set.of(Errno.EPERM, Errno.EACCES, Errno.EOPNOTSUPP, Errno.EINVAL, Errno.ENOSYS);

    /** A POSIX ACL in its version 2: entries for the owner, user 1, the group, the mask and others. */
    private static final String ACL = bytes("02000000" + "01000600ffffffff" + "0200040001000000" + "04000400ffffffff"
            + "10000400ffffffff" + "20000000ffffffff");

    /** File capabilities in their version 2: {@code CAP_NET_RAW}. */
    private static final String CAPABILITY = bytes("01000002" + "00200000" + "00000000" + "00000000" + "00000000");

    private static final Map<String, String> HARMLESS = Map.of(
            "system.posix_acl_access", ACL,
            "system.posix_acl_default", ACL,
            "security.capability", CAPABILITY);

    /**
     * The last second to try on a file system that does not round a time to the nearest one it can keep: that of
     * unsigned and of signed 32-bit times.
     */
    private static final List<Instant> LASTS =
            List.of(Instant.ofEpochSecond(0xffffffffL), Instant.ofEpochSecond(Integer.MAX_VALUE));

    private static final List<Instant> FIRSTS = List.of(Instant.ofEpochSecond(Integer.MIN_VALUE), Instant.EPOCH);

    private static final long DAY = 86_400;

    /**
     * The letter e with an acute accent in UTF-8, one byte to a char: composed as one character here, decomposed below.
     */
    private static final String COMPOSED = "\u00c3\u00a9";

    private static final String DECOMPOSED = "e\u00cc\u0081";

    private final Posix posix;
    private final TargetLimits limits;
    private final Path target;
    private final Path own;
    private final long ownDevice;

    LimitProbe(Trees trees) {
        posix = trees.posix();
        limits = trees.limits();
        target = trees.roots().target();
        own = Exclusions.OWN.under(target);
        ownDevice = trees.roots().targetDevice();
    }

    private static String bytes(String hexadecimal) {
        return new String(HexFormat.of().parseHex(hexadecimal), ISO_8859_1);
    }

    /**
     * True where an entry on this device can have an attribute of this kind.
     *
     * @param place the entry to which it was refused
     * @throws IOException if it could not be tried
     */
    boolean works(String kind, long device, Place place) throws IOException {
        return switch (kind) {
            case TargetLimits.OWNER -> with(device, place, this::makeFile, this::takesOwner);
            case TargetLimits.FIFOS, TargetLimits.DEVICES ->
                throw new IllegalArgumentException(kind + " are tried by what is made");
            default ->
                with(
                        device,
                        place,
                        kind.endsWith("_default") ? posix::makeDirectory : this::makeFile,
                        entry -> takesAttribute(entry, kind));
        };
    }

    /** True where a FIFO or a device file can be made beside the entry. */
    boolean makes(Entry.Type type, Place place) throws IOException {
        Entry like = node(type);
        Path probe = name(place.directoryDevice(), place);
        try {
            posix.makeNode(probe, like);
            return true;
        } catch (IOException e) {
            return !isRefused(e);
        } finally {
            posix.delete(probe);
        }
    }

    /** A FIFO or a device file to make; the device is 1:3 ({@code /dev/null}), which every kernel has. */
    private Entry node(Entry.Type type) throws IOException {
        Entry some = posix.look(own).orElseThrow(() -> new NoSuchFileException(own.toString()));
        return new Entry(
                type,
                0,
                some.accessed(),
                some.modified(),
                some.changed(),
                0600,
                some.uid(),
                some.gid(),
                0,
                some.device(),
                1,
                type == Entry.Type.FIFO ? 0 : 0x103,
                "",
                Map.of());
    }

    /** A trial with a probe. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Path probe) throws IOException;
    }

    /** Makes a probe. */
    @FunctionalInterface
    private interface Make {
        void at(Path probe) throws IOException;
    }

    private <T> T with(long device, Place place, Make make, Use<T> use) throws IOException {
        Path probe = name(device, place);
        posix.delete(probe);
        make.at(probe);
        try {
            return use.of(probe);
        } finally {
            posix.delete(probe);
        }
    }

    private void makeFile(Path probe) throws IOException {
        posix.create(probe).close();
    }

    private Path name(long device, Place place) throws IOException {
        String name = TemporaryName.beside(
                        new RelativePath("probe " + Thread.currentThread().getId()))
                .name();
        return device == ownDevice ? own.resolve(name) : place.inFileSystemOfTarget(name);
    }

    private static boolean isRefused(IOException e) {
        return Errno.of(e).filter(REFUSED::contains).isPresent();
    }

    private boolean takesOwner(Path probe) throws IOException {
        for (int id : IDS) {
            try {
                posix.setOwner(probe, id, id);
                Entry now = posix.look(probe).orElseThrow(() -> new NoSuchFileException(probe.toString()));
                if (now.uid() == id && now.gid() == id) {
                    return true;
                }
            } catch (IOException e) {
                if (!isRefused(e)) {
                    throw e;
                }
            }
        }
        return false;
    }

    private boolean takesAttribute(Path probe, String kind) throws IOException {
        String name = kind.endsWith("*") ? kind.substring(0, kind.length() - 1) + "caravan" : kind;
        try {
            posix.setAttribute(probe, name, HARMLESS.getOrDefault(name, "1"));
            return true;
        } catch (IOException e) {
            // The probe's value is valid for kinds with a * and those in HARMLESS. Any other attribute may have a
            // format of its own and refuse the value: then only EOPNOTSUPP says that the file system does not have
            // the attribute.
            boolean isKnown = kind.endsWith("*") || HARMLESS.containsKey(name);
            if (isKnown ? isRefused(e) : Errno.EOPNOTSUPP.is(e)) {
                return false;
            }
            if (!isKnown && isRefused(e)) {
                return true;
            }
            throw e;
        }
    }

    /** Finds out, once for each device, which range of times its file system keeps. */
    void learnTimes(long device, Place place) {
        if (!limits.knowTimes(device)) {
            try {
                limits.keepsTimes(device, with(device, place, this::makeFile, this::range));
            } catch (IOException e) {
                limits.keepsTimes(device, TimeRange.ALL);
                LOG.debug("{}: which times its file system keeps could not be tried", place.path, e);
            }
        }
    }

    /**
     * Finds out the range of times of the target's root, before anything is compared. Where the trial fails, the range
     * stays unknown.
     */
    void learnTimes() {
        try {
            Path probe =
                    own.resolve(TemporaryName.beside(new RelativePath("probe")).name());
            posix.delete(probe);
            makeFile(probe);
            try {
                limits.keepsTimes(ownDevice, range(probe));
            } finally {
                posix.delete(probe);
            }
        } catch (IOException e) {
            LOG.debug("target: which times it keeps could not be tried", e);
        }
    }

    /**
     * Finds out whether the target takes names such as {@code README} and {@code readme} for one. Where the trial
     * fails, it counts as taking none for one.
     */
    void learnNames() {
        if (limits.folding().isAny()) {
            return;
        }
        String name = TemporaryName.beside(new RelativePath("name")).name();
        limits.folds(
                new Folding(isOne(name, name.toUpperCase(Locale.ROOT)), isOne(name + COMPOSED, name + DECOMPOSED)));
        if (limits.folding().isAny()) {
            LOG.warn(
                    "target: takes names for one that differ in {}; of several such names in a directory of the source only one"
                            + " arrives, and the others are failures",
                    limits.folding().cases() ? "case" : "the form of their letters");
        }
    }

    /**
     * True where a file that is made under one name is found under the other.
     *
     * @param name bytes, one to a char
     * @param other bytes, one to a char
     */
    private boolean isOne(String name, String other) {
        try (Folder folder = posix.open(target, Exclusions.OWN)) {
            Path probe = folder.entry(name);
            posix.delete(probe);
            makeFile(probe);
            try {
                return posix.look(folder.entry(other)).isPresent();
            } finally {
                posix.delete(probe);
            }
        } catch (IOException e) {
            LOG.debug("target: whether it takes names for one could not be tried", e);
            return false;
        }
    }

    private TimeRange range(Path probe) {
        return new TimeRange(
                bound(probe, Instant.MIN, -DAY, FIRSTS, Instant.MIN),
                bound(probe, Instant.MAX, DAY, LASTS, Instant.MAX));
    }

    /**
     * The first or last time that the file system keeps. The kernel usually rounds a time out of range to the nearest
     * one in range; where it does not, the usual bounds are tried.
     */
    private Instant bound(Path probe, Instant beyond, long further, List<Instant> usual, Instant none) {
        Instant kept = kept(probe, Instant.ofEpochSecond(beyond.getEpochSecond()));
        if (kept == null || kept.getEpochSecond() == beyond.getEpochSecond()) {
            return none;
        }
        if (kept.equals(kept(probe, kept)) && kept.equals(kept(probe, kept.plusSeconds(further)))) {
            return kept;
        }
        for (Instant each : usual) {
            if (each.equals(kept(probe, each))) {
                return each;
            }
        }
        return none;
    }

    /** The mtime that the file system keeps when it is set to this time; null where that fails. */
    private Instant kept(Path probe, Instant time) {
        try {
            posix.setTimes(probe, Instant.EPOCH, time);
            return posix.look(probe).map(Entry::modified).orElse(null);
        } catch (IOException | ArithmeticException e) {
            return null;
        }
    }
}
