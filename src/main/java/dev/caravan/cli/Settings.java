package dev.caravan.cli;

import dev.caravan.change.Entry;
import dev.caravan.change.Escape;
import dev.caravan.change.Exclusions;
import dev.caravan.change.FileNames;
import dev.caravan.resolve.ToolSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The settings, checked: whoever holds one knows that each value is of its kind and in its range, and that the roots are fit.
 *
 * <p>Nothing was touched to check them.
 */
public final class Settings {
    private final Map<String, String> values;
    private final List<ConfigurationException> faults = new ArrayList<>();
    private final boolean onlyRead;
    private final boolean again;

    private Settings(Map<String, String> values, boolean onlyRead, boolean again) {
        this.values = values;
        this.onlyRead = onlyRead;
        this.again = again;
    }

    /**
     * Checks everything.
     *
     * @throws ConfigurationException at the first thing that is wrong
     */
    public static Settings check(Map<String, String> values) throws ConfigurationException {
        List<ConfigurationException> faults = faults(values);
        if (!faults.isEmpty()) {
            throw faults.get(0);
        }
        return new Settings(values, false, false);
    }

    /** Everything that is wrong, in the order in which {@link #check} finds it; empty where nothing is. */
    public static List<ConfigurationException> faults(Map<String, String> values) {
        Settings settings = new Settings(values, false, false);
        settings.checkTexts();
        if (!settings.faults.isEmpty()) {
            return settings.faults;
        }
        settings.checkValues();
        settings.checkRoots();
        // What it says of the tool needs patterns that can be read.
        if (settings.faults.stream().noneMatch(fault -> fault.getMessage().startsWith("caravan.resolve."))) {
            ToolCheck.fault(settings).ifPresent(settings.faults::add);
        }
        return settings.faults;
    }

    /** Without a check, for a command that needs one or two of the keys and reads these itself. */
    public static Settings unchecked(Map<String, String> values) {
        return new Settings(values, false, false);
    }

    /** The same, for a Caravan that compares and changes nothing on either side: no route but that one is started. */
    public Settings onlyRead() {
        return new Settings(values, true, false);
    }

    /** The same, for a Caravan that may write to the target although it was cut over to. */
    public Settings again() {
        return new Settings(values, onlyRead, true);
    }

    public boolean isAgain() {
        return again;
    }

    public boolean isOnlyRead() {
        return onlyRead;
    }

    /** All keys and values, for the routes. */
    public Map<String, String> all() {
        return values;
    }

    public Path source() {
        return path("caravan.source");
    }

    public Path target() {
        return path("caravan.target");
    }

    /** Where the source is read. */
    public Path readRoot() {
        return text("caravan.read-root").isEmpty() ? source() : path("caravan.read-root");
    }

    public Path state() {
        return path("caravan.state");
    }

    public Exclusions exclusions() {
        return Exclusions.of(text("caravan.exclude"));
    }

    public ZoneId zone() {
        String zone = text("caravan.parse.zone");
        return zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
    }

    /**
     * Which inode tool is asked.
     *
     * @throws IllegalArgumentException if its command or a pattern is not fit, which {@link #check} finds
     */
    public ToolSettings tool() {
        boolean isInMount = text("caravan.parse.dialect").equals("moosefs")
                && text("caravan.resolve.directory").equals(".");
        String pattern = text("caravan.resolve.pattern");
        return ToolSettings.of(
                text("caravan.resolve.command"),
                isInMount ? source() : path("caravan.resolve.directory"),
                pattern.isEmpty() ? ToolSettings.DEFAULT_PATTERN : pattern,
                text("caravan.resolve.gone-pattern"),
                text("caravan.resolve.prefix"),
                seconds("caravan.resolve.answer-seconds"));
    }

    public Duration seconds(String key) {
        return Duration.ofSeconds(Long.parseLong(text(key)));
    }

    public int number(String key) {
        return Integer.parseInt(text(key));
    }

    /** Bytes per second, 0 or more. */
    public long bytesPerSecond(String key) {
        return Long.parseLong(text(key));
    }

    /** The value as it was given; every key has one, perhaps an empty one. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no setting " + key);
        }
        return value;
    }

    /** A path of this machine: its bytes are the value in UTF-8, in any locale. */
    public Path path(String key) {
        return FileNames.ofText(text(key)).toAbsolutePath().normalize();
    }

    /** What holds a NUL can be no path, and no argument of a program. */
    private void checkTexts() {
        for (String key : values.keySet()) {
            if (key.startsWith("caravan.") && text(key).indexOf('\0') >= 0) {
                wrong(key + ": holds a NUL");
            }
        }
    }

    private void checkValues() {
        for (String key : values.keySet()) {
            if (key.startsWith("caravan.")) {
                checkNumber(key);
            }
        }
        oneOf("caravan.delete", List.of("trash", "delete", "keep"));
        oneOf("caravan.copy.append", List.of("true", "false"));
        oneOf("caravan.copy.fsync", List.of("none", "file"));
        oneOf("caravan.copy.xattrs", List.of("true", "false"));
        oneOf("caravan.parse.dialect", List.of("ccdbfs", "moosefs"));
        oneOf("caravan.tail.start", List.of("end", "beginning"));
        oneOf("caravan.walk.enabled", List.of("true", "false"));
        checkPattern("caravan.resolve.pattern", 1);
        checkPattern("caravan.resolve.gone-pattern", 0);
        try {
            zone();
            exclusions();
        } catch (DateTimeException e) {
            wrong("caravan.parse.zone: " + Escape.latin1(e.getMessage()) + "; such as Europe/Berlin");
        } catch (IllegalArgumentException e) {
            wrong("caravan.exclude: " + e.getMessage());
        }
    }

    /** An empty one stands for a default. */
    private void checkPattern(String key, int groups) {
        try {
            if (!text(key).isEmpty() && Pattern.compile(text(key)).matcher("").groupCount() < groups) {
                wrong(key + ": has no group; put parentheses around what is the path");
            }
        } catch (PatternSyntaxException e) {
            wrong(key + ": is not a regular expression: " + e.getDescription());
        }
    }

    /** A key that names a unit, or a count of something, holds a whole number. */
    private void checkNumber(String key) {
        if (!key.matches(
                ".*(-seconds|-millis|-bytes|-entries|-paths|-factor|-lines|-per-second|-hours|\\.workers|\\.redeliveries)")) {
            return;
        }
        boolean isRate = key.endsWith("-per-second");
        int least = isRate || key.endsWith(".redeliveries") || key.endsWith(".echo-seconds") || key.endsWith("-hours")
                ? 0
                : 1;
        int digits = isRate ? 12 : 9;
        String value = text(key);
        if (!value.matches("[0-9]{1," + digits + "}") || Long.parseLong(value) < least) {
            wrong(key + ": is '" + Escape.latin1(value) + "', expected a whole number of at least " + least);
        }
    }

    private void oneOf(String key, List<String> allowed) {
        if (!allowed.contains(text(key))) {
            wrong(key + ": is '" + Escape.latin1(text(key)) + "', expected one of " + String.join(", ", allowed));
        }
    }

    private void wrong(String message) {
        faults.add(new ConfigurationException(message));
    }

    private void checkRoots() {
        Optional<Path> source = root("caravan.source");
        Optional<Path> target = root("caravan.target");
        Optional<Path> readRoot = text("caravan.read-root").isEmpty() ? source : root("caravan.read-root");
        if (source.isPresent() && target.isPresent()) {
            checkApart("caravan.target", target.get(), "caravan.source", source.get());
        }
        if (readRoot.isPresent() && target.isPresent() && !readRoot.equals(source)) {
            checkApart("caravan.read-root", readRoot.get(), "caravan.target", target.get());
        }
        Stream.of(readRoot, source, target).flatMap(Optional::stream).distinct().forEach(this::checkState);
    }

    private void checkApart(String key, Path root, String otherKey, Path other) {
        if (other.startsWith(root) || root.startsWith(other)) {
            wrong(key + " " + Escape.path(root) + " and " + otherKey + " " + Escape.path(other)
                    + ": neither may be the other or lie inside it");
        }
    }

    /** The source is only read, and what is on the target only is removed. */
    private void checkState(Path root) {
        Path state = state();
        try {
            if (real(state).startsWith(root)) {
                wrong("caravan.state: " + Escape.path(state) + " lies inside " + Escape.path(root)
                        + "; name a folder outside of both roots");
            }
        } catch (IOException e) {
            wrong("caravan.state: " + Escape.path(state) + " cannot be read: " + reason(e));
        }
    }

    /** With every link followed, whether the path stands or is still to be made. */
    private static Path real(Path path) throws IOException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }

    /** The real path of a root; empty where there is none, which is recorded then. */
    private Optional<Path> root(String key) {
        if (text(key).isEmpty()) {
            wrong(key + ": is missing; set it in the configuration file or with --set " + key + "=DIRECTORY");
            return Optional.empty();
        }
        Path path = path(key);
        try {
            Path real = path.toRealPath();
            if (Files.isDirectory(real) && Entry.read(real).isPresent()) {
                return Optional.of(real);
            }
            wrong(key + ": " + Escape.path(path) + " is no directory");
        } catch (IOException e) {
            wrong(key + ": " + Escape.path(path) + " cannot be read: " + reason(e));
        }
        return Optional.empty();
    }

    /** Without the path, which is said already, and which an exception does not escape. */
    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such directory";
        }
        return failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : failure.getClass().getSimpleName();
    }
}
