package dev.caravan.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.FileTimes;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.Units;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Examines whether the target can be written, and what its file system can hold, by trials in a folder in {@code
 * .caravan} that is removed afterwards.
 */
final class TargetExamination {
    private static final String SUBJECT = "target";
    private static final Instant TIME = Instant.parse("2001-02-03T04:05:06.123456789Z");
    private static final List<Duration> STEPS = List.of(
            Duration.ofNanos(1),
            Duration.ofNanos(100),
            Duration.ofNanos(1000),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));
    private static final Duration SKEW = Duration.ofSeconds(2);
    private static final int SOMEBODY = 12345;

    /**
     * Read access for the owner, another user, the group, the mask and others: version 2, then tag, permissions and id
     * of each; see acl(5).
     */
    private static final String ACL = latin1("02000000" + "010006 00ffffffff" + "020004 0039300000"
            + "040004 00ffffffff" + "100004 00ffffffff" + "200004 00ffffffff");

    private final Settings settings;
    private final Posix posix;
    private final Clock clock;
    private final List<String> lacks = new ArrayList<>();

    TargetExamination(Settings settings, Posix posix, Clock clock) {
        this.clock = clock;
        this.settings = settings;
        this.posix = posix;
    }

    /** Something that the file system may or may not support. */
    @FunctionalInterface
    private interface Ability {
        boolean isThere() throws IOException;
    }

    void examine(Findings findings) throws IOException {
        Path target = settings.target().toRealPath();
        Path own = Exclusions.OWN.under(target);
        String name = Escape.path(target) + " (" + Files.getFileStore(target).type() + ")";
        boolean isNew = Lstat.read(own).isEmpty();
        Path probe;
        try {
            if (isNew) {
                Files.createDirectory(own);
            }
            probe = Files.createTempDirectory(own, "doctor-");
        } catch (IOException e) {
            findings.fail(
                    SUBJECT,
                    name + " cannot be written: " + Escape.latin1(e.toString()),
                    "mount it for writing, make room, or mend permissions");
            return;
        }
        try {
            examine(findings, name, probe);
        } finally {
            remove(probe);
            if (isNew) {
                Files.delete(own);
            }
        }
    }

    private void examine(Findings findings, String name, Path probe) throws IOException {
        Path file = probe.resolve("file");
        try (OpenFile made = posix.create(file)) {
            made.write("content".getBytes(ISO_8859_1), 0);
            made.sync();
        }
        Instant now = clock.instant();
        examineClock(
                findings, Duration.between(now, Lstat.read(file).orElseThrow().changed()));
        findings.ok(SUBJECT, name + " can be written; times are kept in steps of " + step(file));
        tryOut("owners", () -> hasOwner(file));
        if (settings.flag(Key.COPY_XATTRS)) {
            tryOut("extended attributes", () -> holds(file, "user.caravan", "value"));
            tryOut("ACLs", () -> holds(file, "system.posix_acl_access", ACL));
        }
        tryOut(
                "symbolic links",
                () -> Files.isSymbolicLink(Files.createSymbolicLink(probe.resolve("link"), Path.of("nowhere"))));
        tryOut("hard links", () -> {
            posix.link(file, probe.resolve("twin"));
            return Lstat.read(file).orElseThrow().links() == 2;
        });
        tryOut("names of 255 bytes", () -> canName(probe, "n".repeat(255)));
        tryOut("names of any bytes", () -> canName(probe, "\u00ff\n\\:*"));
        tryOut("names in upper and lower case", () -> {
            Files.createFile(probe.resolve("Case"));
            return Lstat.read(probe.resolve("case")).isEmpty();
        });
        if (lacks.isEmpty()) {
            findings.ok("target holds", "owners, names, links" + attributes());
        } else {
            findings.warn(
                    "target holds",
                    "it cannot hold: " + String.join(", ", lacks),
                    "what has these fails or is copied without; use another file system or mount option where they matter");
        }
        findings.ok(
                "target can do",
                "type changes "
                        + (isThere(() -> posix.exchange(file, probe.resolve("Case")))
                                ? "in one moment"
                                : "in two steps")
                        + ", growing files by "
                        + (isThere(() -> isCloned(file, probe.resolve("clone"))) ? "a clone" : "appending in place"));
    }

    /**
     * Examines the target's clock by a file that was just made.
     *
     * @param ahead by how much its ctime is ahead of this host's clock
     */
    private static void examineClock(Findings findings, Duration ahead) {
        if (ahead.abs().compareTo(SKEW) > 0) {
            findings.warn(
                    "target's clock",
                    "is " + Units.duration(ahead.abs()) + (ahead.isNegative() ? " behind" : " ahead of")
                            + " this host's",
                    "set both right: times of changes are compared");
        }
    }

    private String attributes() {
        return settings.flag(Key.COPY_XATTRS) ? ", extended attributes, ACLs" : "";
    }

    private void tryOut(String what, Ability ability) {
        if (!isThere(ability)) {
            lacks.add(what);
        }
    }

    /** True where the trial works; a refusal means no. */
    private static boolean isThere(Ability ability) {
        try {
            return ability.isThere();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private String step(Path file) throws IOException {
        posix.setTimes(file, TIME, TIME);
        Instant kept = Lstat.read(file).orElseThrow().modified();
        return STEPS.stream()
                .filter(step -> FileTimes.areEqual(TIME, kept, step))
                .findFirst()
                .map(TargetExamination::text)
                .orElse("more than a second");
    }

    private static String text(Duration step) {
        long nanos = step.toNanos();
        if (nanos < 1000) {
            return nanos + " ns";
        }
        return nanos < 1_000_000 ? nanos / 1000 + " us" : step.toMillis() + " ms";
    }

    private boolean hasOwner(Path file) throws IOException {
        posix.setOwner(file, SOMEBODY, SOMEBODY);
        Entry entry = Lstat.read(file).orElseThrow();
        return entry.uid() == SOMEBODY && entry.gid() == SOMEBODY;
    }

    private boolean holds(Path file, String attribute, String value) throws IOException {
        posix.setAttribute(file, attribute, value);
        return posix.attributes(file).containsKey(attribute);
    }

    private static boolean canName(Path folder, String latin1) throws IOException {
        Path named = Files.createFile(folder.resolve(FileNames.toPath(latin1)));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (entry.equals(named)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isCloned(Path file, Path clone) throws IOException {
        try (OpenFile from = posix.openForReading(file);
                OpenFile to = posix.create(clone)) {
            return to.cloneFrom(from);
        }
    }

    private static void remove(Path probe) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(probe)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(probe);
    }

    private static String latin1(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new String(bytes, ISO_8859_1);
    }
}
