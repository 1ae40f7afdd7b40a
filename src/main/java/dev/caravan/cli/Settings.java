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
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The settings, checked: whoever holds one knows that each value is of its kind and in its range, and that the roots are fit.
 *
 * <p>Nothing was touched to check them.
 */
public final class Settings {
    private final Map<String, String> values;
    private final boolean onlyRead;

    private Settings(Map<String, String> values, boolean onlyRead) {
        this.values = values;
        this.onlyRead = onlyRead;
    }

    /**
     * Checks everything.
     *
     * @throws ConfigurationException at the first thing that is wrong
     */
    public static Settings check(Map<String, String> values) throws ConfigurationException {
        Settings settings = new Settings(values, false);
        settings.checkValues();
        settings.checkRoots();
        settings.checkTool();
        return settings;
    }

    /** The same, for a Caravan that compares and changes nothing on either side: no route but that one is started. */
    public Settings onlyRead() {
        return new Settings(values, true);
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

    private void checkValues() throws ConfigurationException {
        for (String key : values.keySet()) {
            if (key.startsWith("caravan.")) {
                checkNumber(key);
                checkText(key);
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
            throw new ConfigurationException(
                    "caravan.parse.zone: " + Escape.latin1(e.getMessage()) + "; such as Europe/Berlin");
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("caravan.exclude: " + e.getMessage());
        }
    }

    /** No path, and no argument of a program, can hold it. */
    private void checkText(String key) throws ConfigurationException {
        if (text(key).indexOf('\0') >= 0) {
            throw new ConfigurationException(key + ": holds a NUL");
        }
    }

    /** An empty one stands for a default. */
    private void checkPattern(String key, int groups) throws ConfigurationException {
        try {
            if (!text(key).isEmpty() && Pattern.compile(text(key)).matcher("").groupCount() < groups) {
                throw new ConfigurationException(key + ": has no group; put parentheses around what is the path");
            }
        } catch (PatternSyntaxException e) {
            throw new ConfigurationException(key + ": is not a regular expression: " + e.getDescription());
        }
    }

    /** A key that names a unit, or a count of something, holds a whole number. */
    private void checkNumber(String key) throws ConfigurationException {
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
            throw new ConfigurationException(
                    key + ": is '" + Escape.latin1(value) + "', expected a whole number of at least " + least);
        }
    }

    private void oneOf(String key, List<String> allowed) throws ConfigurationException {
        if (!allowed.contains(text(key))) {
            throw new ConfigurationException(
                    key + ": is '" + Escape.latin1(text(key)) + "', expected one of " + String.join(", ", allowed));
        }
    }

    private void checkRoots() throws ConfigurationException {
        Path source = root("caravan.source");
        Path target = root("caravan.target");
        if (source.startsWith(target) || target.startsWith(source)) {
            throw new ConfigurationException("caravan.target " + Escape.path(target) + " and caravan.source "
                    + Escape.path(source) + ": neither may be the other or lie inside it");
        }
        if (!text("caravan.read-root").isEmpty()) {
            Path readRoot = root("caravan.read-root");
            if (readRoot.startsWith(target) || target.startsWith(readRoot)) {
                throw new ConfigurationException("caravan.read-root " + Escape.path(readRoot) + " and caravan.target "
                        + Escape.path(target) + ": neither may be the other or lie inside it");
            }
            checkState(readRoot);
        }
        checkState(source);
        checkState(target);
    }

    /** The source is only read, and what is on the target only is removed. */
    private void checkState(Path root) throws ConfigurationException {
        Path state = state();
        try {
            if (real(state).startsWith(root)) {
                throw new ConfigurationException("caravan.state: " + Escape.path(state) + " lies inside "
                        + Escape.path(root) + "; name a folder outside of both roots");
            }
        } catch (IOException e) {
            throw new ConfigurationException("caravan.state: " + Escape.path(state) + " cannot be read: " + reason(e));
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

    /** Only whether it can be started: what it answers is seen when it is asked. */
    private void checkTool() throws ConfigurationException {
        String key = "caravan.resolve.command";
        boolean isCcdbfs = text("caravan.parse.dialect").equals("ccdbfs");
        boolean needed = !text("caravan.tail.path").isEmpty();
        List<String> command = toolSettings().command();
        if (command.isEmpty() && !needed) {
            return;
        }
        if (command.isEmpty() && isCcdbfs) {
            throw new ConfigurationException(
                    key + ": is missing; the dialect ccdbfs needs the inode tool, such as './bin/Cli -x'");
        }
        Path directory = path("caravan.resolve.directory");
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException("caravan.resolve.directory: " + Escape.path(directory)
                    + " is no directory; the inode tool is started there");
        }
        String program = command.isEmpty() ? "mfsfilepaths" : command.get(0);
        if (!isExecutable(program)) {
            throw new ConfigurationException(key + ": there is no program " + Escape.latin1(program)
                    + " that can be started in " + Escape.path(directory) + " or found on the PATH");
        }
    }

    private ToolSettings toolSettings() throws ConfigurationException {
        String pattern = text("caravan.resolve.pattern");
        try {
            return ToolSettings.of(
                    text("caravan.resolve.command"),
                    path("caravan.resolve.directory"),
                    pattern.isEmpty() ? ToolSettings.DEFAULT_PATTERN : pattern,
                    text("caravan.resolve.gone-pattern"),
                    text("caravan.resolve.prefix"),
                    seconds("caravan.resolve.answer-seconds"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(Escape.latin1(e.getMessage()), e);
        }
    }

    private boolean isExecutable(String program) {
        if (program.contains("/")) {
            return isProgram(path("caravan.resolve.directory").resolve(FileNames.ofText(program)));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return List.of(path.split(":")).stream()
                .anyMatch(folder -> isProgram(FileNames.ofText(folder).resolve(FileNames.ofText(program))));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private Path root(String key) throws ConfigurationException {
        if (text(key).isEmpty()) {
            throw new ConfigurationException(
                    key + ": is missing; set it in the configuration file or with --set " + key + "=DIRECTORY");
        }
        Path path = path(key);
        try {
            Path real = path.toRealPath();
            if (!Files.isDirectory(real) || Entry.read(real).isEmpty()) {
                throw new ConfigurationException(key + ": " + Escape.path(path) + " is no directory");
            }
            return real;
        } catch (IOException e) {
            throw new ConfigurationException(key + ": " + Escape.path(path) + " cannot be read: " + reason(e));
        }
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
