package dev.caravan.doctor;

import dev.caravan.posix.Lstat;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Space;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongFunction;

/** Examines whether the target has room for the source, in bytes and in inodes. */
final class SpaceExamination {
    private static final String BYTES = "space";
    private static final String INODES = "inodes";
    private static final String MEND = "make room on the target, or exclude something (caravan.exclude)";

    private final Settings settings;
    private final Posix posix;

    SpaceExamination(Settings settings, Posix posix) {
        this.settings = settings;
        this.posix = posix;
    }

    void examine(Findings findings) throws IOException {
        Path source = settings.readRoot().toRealPath();
        Path target = settings.target().toRealPath();
        Space used = posix.space(source);
        Space room = posix.space(target);
        compare(
                findings,
                isWholeFileSystem(source),
                new Need(BYTES, used.usedBytes(), room.usedBytes(), room.freeBytes()),
                Units::bytes);
        if (used.usedInodes() == Space.UNKNOWN || room.freeInodes() == Space.UNKNOWN) {
            findings.ok(INODES, "not counted by " + (used.usedInodes() == Space.UNKNOWN ? "the source" : "the target"));
        } else {
            compare(
                    findings,
                    isWholeFileSystem(source),
                    new Need(INODES, used.usedInodes(), room.usedInodes(), room.freeInodes()),
                    Units::count);
        }
    }

    /** What the source's file system uses, and what the target's uses and has free. */
    private record Need(String what, long source, long target, long free) {}

    private static void compare(Findings findings, boolean isWhole, Need need, LongFunction<String> unit) {
        String text = "the source's file system has " + unit.apply(need.source()) + " in use, the target's "
                + unit.apply(need.free()) + " free";
        if (need.free() == 0) {
            findings.fail(need.what(), text, MEND);
        } else if (need.free() >= need.source()) {
            findings.ok(need.what(), text);
        } else if (!isWhole) {
            findings.warn(need.what(), text, "the source is only a folder of it: see that it fits (du)");
        } else if (need.free() + need.target() >= need.source()) {
            findings.warn(
                    need.what(),
                    text + " and " + unit.apply(need.target()) + " in use",
                    "it fits only where that is what was copied already");
        } else {
            findings.fail(need.what(), text, MEND);
        }
    }

    private static boolean isWholeFileSystem(Path root) throws IOException {
        Path parent = root.getParent();
        return parent == null
                || Lstat.readFollowing(parent).device()
                        != Lstat.readFollowing(root).device();
    }
}
