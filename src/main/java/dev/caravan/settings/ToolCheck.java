package dev.caravan.settings;

import dev.caravan.entry.Escape;
import dev.caravan.entry.FileNames;
import dev.caravan.resolve.ToolSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks that the inode tool can be started; its answers are checked when it is asked. Stateless; any thread. */
final class ToolCheck {
    private ToolCheck() {}

    /** The fault; empty where there is none, or no tool is needed. */
    static Optional<ConfigurationException> fault(Settings settings) {
        try {
            check(settings);
            return Optional.empty();
        } catch (ConfigurationException e) {
            return Optional.of(e);
        }
    }

    private static void check(Settings settings) throws ConfigurationException {
        boolean isCcdbfs = settings.text(Key.PARSE_DIALECT).equals("ccdbfs");
        boolean needed = settings.has(Key.TAIL_PATH) || settings.has(Key.FEEDS) || settings.role() == Role.MOVER;
        ToolSettings tool = tool(settings);
        List<String> command = tool.command();
        if (command.isEmpty() && !needed) {
            return;
        }
        if (command.isEmpty() && isCcdbfs) {
            throw new ConfigurationException(Key.RESOLVE_COMMAND
                    + ": is missing; the dialect ccdbfs needs the inode tool, such as './bin/Cli -x'");
        }
        Path directory = tool.directory();
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException(Key.RESOLVE_DIRECTORY + ": " + Escape.path(directory)
                    + " is no directory; the inode tool is started there");
        }
        Optional<String> missing = missing(command.isEmpty() ? "mfsfilepaths" : command.get(0), directory);
        if (missing.isPresent()) {
            throw new ConfigurationException(Key.RESOLVE_COMMAND + ": " + missing.get());
        }
    }

    /** What to say where this program cannot be started in that directory; empty where it can. */
    static Optional<String> missing(String program, Path directory) {
        return isExecutable(program, directory)
                ? Optional.empty()
                : Optional.of("there is no program " + Escape.latin1(program) + " that can be started in "
                        + Escape.path(directory) + " or found on the PATH");
    }

    private static ToolSettings tool(Settings settings) throws ConfigurationException {
        try {
            return settings.tool();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(Escape.latin1(e.getMessage()), e);
        }
    }

    private static boolean isExecutable(String program, Path directory) {
        if (program.contains("/")) {
            return isProgram(directory.resolve(FileNames.ofText(program)));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return List.of(path.split(":")).stream()
                .anyMatch(folder -> isProgram(FileNames.ofText(folder).resolve(FileNames.ofText(program))));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
