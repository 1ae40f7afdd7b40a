package dev.caravan.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Compares a target's entry with a source's: any difference counts, and never which one is
 * newer. Immutable; any thread.
 *
 * <p>Times are compared at the coarser resolution of the two sides. No other class decides what equal means.
 */
public final class Comparison {
    private final Duration resolution;
    private final Duration linkResolution;
    private final TargetLimits limits;

    /**
     * A comparison with a target.
     *
     * @param resolution the step in which the target keeps times, 1 ns or more
     * @param linkResolution the step in which a symbolic link's time can be set
     * @param limits what the target cannot hold, which is not compared
     */
    public Comparison(Duration resolution, Duration linkResolution, TargetLimits limits) {
        this.resolution = resolution;
        this.linkResolution = resolution.compareTo(linkResolution) < 0 ? linkResolution : resolution;
        this.limits = limits;
    }

    /** True where the target's entry needs no change. */
    public boolean areEqual(Entry source, Entry target) {
        return haveEqualData(source, target) && haveEqualAttributes(source, target) && haveEqualTimes(source, target);
    }

    /** True where all but the times are equal; a directory's times are set after everything in it. */
    public boolean areEqualButTimes(Entry source, Entry target) {
        return haveEqualData(source, target) && haveEqualAttributes(source, target);
    }

    /**
     * All differences, in a fixed order; where the types differ, only that one.
     *
     * @return empty where {@link #areEqual}
     */
    public List<Difference> differences(Entry source, Entry target) {
        if (areEqual(source, target)) {
            return List.of();
        }
        List<Difference> differences = new ArrayList<>(differencesButTimes(source, target));
        if (!haveEqualTimes(source, target) && source.type() == target.type()) {
            add(differences, "mtime", source.modified(), target.modified());
        }
        return differences;
    }

    /** All differences except that of the times; empty where {@link #areEqualButTimes}. */
    public List<Difference> differencesButTimes(Entry source, Entry target) {
        if (areEqualButTimes(source, target)) {
            return List.of();
        }
        List<Difference> differences = new ArrayList<>();
        if (source.type() != target.type()) {
            add(differences, "type", source.type().word(), target.type().word());
            return differences;
        }
        if (!haveEqualData(source, target)) {
            addData(differences, source, target);
        }
        if (source.type() != Entry.Type.LINK && mode(source, target) != target.mode()) {
            add(differences, "mode", octal(source.mode()), octal(target.mode()));
        }
        if (holdsOwners(target)) {
            add(differences, "owner", Integer.toUnsignedString(source.uid()), Integer.toUnsignedString(target.uid()));
            add(differences, "group", Integer.toUnsignedString(source.gid()), Integer.toUnsignedString(target.gid()));
        }
        addExtended(differences, source.attributes(), target);
        return differences;
    }

    /** True where the target has refused all differences of this entry before. */
    public boolean lacksOnlyRefused(RelativePath path, Entry source, Entry target) {
        return limits.haveRefusedAny() && limits.haveRefused(path, differences(source, target));
    }

    /** The same without regard to times. */
    public boolean lacksOnlyRefusedButTimes(RelativePath path, Entry source, Entry target) {
        return limits.haveRefusedAny() && limits.haveRefused(path, differencesButTimes(source, target));
    }

    /** Adds a difference unless both values are equal. */
    private static void add(List<Difference> differences, String what, Object source, Object target) {
        if (!source.equals(target)) {
            differences.add(new Difference(what, source.toString(), target.toString()));
        }
    }

    private static void addData(List<Difference> differences, Entry source, Entry target) {
        switch (source.type()) {
            case FILE -> add(differences, "size", source.size(), target.size());
            case LINK -> add(differences, "link", source.linkText(), target.linkText());
            case CHARACTER_DEVICE, BLOCK_DEVICE ->
                add(differences, "device", numbers(source.special()), numbers(target.special()));
            case DIRECTORY, FIFO, SOCKET, OTHER -> throw new IllegalArgumentException(source.type() + " has no data");
        }
    }

    private static String octal(int mode) {
        return String.format("%04o", mode);
    }

    /** The major and minor number, which Linux stores in four pieces of a device number. */
    private static String numbers(long device) {
        long major = (device >> 8 & 0xfff) | (device >> 32 & ~0xfffL);
        long minor = (device & 0xff) | (device >> 12 & 0xffffff00L);
        return major + ":" + minor;
    }

    private void addExtended(List<Difference> differences, Map<String, String> source, Entry copy) {
        Map<String, String> target = copy.attributes();
        TreeSet<String> names = new TreeSet<>(source.keySet());
        names.addAll(target.keySet());
        for (String name : names) {
            if (limits.canHold(TargetLimits.kindOf(name), copy.device())) {
                String what = AccessList.is(name) ? AccessList.word(name) : "xattr " + name;
                add(differences, what, value(name, source), value(name, target));
            }
        }
    }

    /** The value is in quotes, so that a value "none" differs from a missing attribute. */
    private static String value(String name, Map<String, String> attributes) {
        String value = attributes.get(name);
        if (value == null) {
            return Difference.NONE;
        }
        return AccessList.is(name) ? AccessList.text(value) : '"' + value + '"';
    }

    /** True where, by size and time, the target's entry is a copy of the source's that may lack attributes only. */
    public boolean looksLikeCopy(Entry source, Entry target) {
        return haveEqualData(source, target) && haveEqualTimes(source, target);
    }

    private static boolean haveEqualData(Entry source, Entry target) {
        if (source.type() != target.type()) {
            return false;
        }
        return switch (source.type()) {
            case FILE -> source.size() == target.size();
            case LINK -> source.linkText().equals(target.linkText());
            case CHARACTER_DEVICE, BLOCK_DEVICE -> source.special() == target.special();
            case DIRECTORY, FIFO, SOCKET, OTHER -> true;
        };
    }

    private boolean haveEqualAttributes(Entry source, Entry target) {
        return haveEqualOwners(source, target)
                // The mode of a link has no meaning on Linux.
                && (source.type() == Entry.Type.LINK || mode(source, target) == target.mode())
                && haveEqualExtended(source.attributes(), target);
    }

    private boolean haveEqualOwners(Entry source, Entry target) {
        return (source.uid() == target.uid() && source.gid() == target.gid()) || !holdsOwners(target);
    }

    private boolean holdsOwners(Entry target) {
        return limits.canHold(TargetLimits.OWNER, target.device());
    }

    /**
     * The mode that the target's entry should have: without set-uid and set-gid where the target cannot hold owners.
     */
    private int mode(Entry source, Entry target) {
        return holdsOwners(target) ? source.mode() : source.modeFor(target.uid(), target.gid());
    }

    private boolean haveEqualExtended(Map<String, String> source, Entry copy) {
        Map<String, String> target = copy.attributes();
        return source.equals(target)
                || Stream.concat(source.keySet().stream(), target.keySet().stream())
                        .allMatch(name -> Objects.equals(source.get(name), target.get(name))
                                || !limits.canHold(TargetLimits.kindOf(name), copy.device()));
    }

    public boolean haveEqualTimes(Entry source, Entry target) {
        Duration step = source.type() == Entry.Type.LINK ? linkResolution : resolution;
        return FileTimes.areEqual(source.modified(), target.modified(), step)
                || FileTimes.areEqual(
                        limits.times(target.device()).nearest(source.modified()), target.modified(), step);
    }
}
