package dev.caravan.resolve;

import dev.caravan.change.ArgumentList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The inode tool's command, and how its answers are read.
 *
 * @param command the tool and its arguments; empty for the dialect's default
 * @param directory the working directory in which it is started
 * @param pattern its first group is the path in a line of the tool; one char for each byte
 * @param gonePattern matches in a line that says that there is no such inode
 * @param prefix the source root in the tool's terms; empty for the dialect's default
 * @param answerTimeout how long to wait for one answer
 */
public record ToolSettings(
        List<String> command,
        Path directory,
        Pattern pattern,
        Pattern gonePattern,
        String prefix,
        Duration answerTimeout) {
    /** The sixth field, which begins with a slash, up to the line's last slash: a path may hold spaces. */
    public static final String DEFAULT_PATTERN = "^(?:[^ ]+ +){5}(/(?:.*/)?)";

    /** What tools say about an inode that does not exist. */
    public static final String DEFAULT_GONE_PATTERN = "(?i)(not found|no such|does not exist|ENOENT)";

    /** How long to wait for one answer. */
    public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Parses the configuration's texts.
     *
     * @param command split at spaces; single or double quotes keep spaces together, and nothing else is special
     * @throws IllegalArgumentException if a quote is not closed, or a pattern is no regular expression or has no group
     */
    public static ToolSettings of(
            String command, Path directory, String pattern, String gonePattern, String prefix, Duration answerTimeout) {
        Pattern path = compiled("caravan.resolve.pattern", pattern);
        if (path.matcher("").groupCount() < 1) {
            throw new IllegalArgumentException(
                    "caravan.resolve.pattern " + pattern + ": has no group: put the path in round brackets");
        }
        Pattern gone = compiled("caravan.resolve.gone-pattern", gonePattern);
        return new ToolSettings(split(command), directory, path, gone, prefix, answerTimeout);
    }

    /** Settings with defaults for all but the command and its directory. */
    public static ToolSettings of(String command, Path directory) {
        return of(command, directory, DEFAULT_PATTERN, DEFAULT_GONE_PATTERN, "", DEFAULT_ANSWER_TIMEOUT);
    }

    /** These settings, with this program as the command where there is none. */
    ToolSettings orCommand(String program) {
        return command.isEmpty()
                ? new ToolSettings(List.of(program), directory, pattern, gonePattern, prefix, answerTimeout)
                : this;
    }

    /** DOTALL makes a dot match any byte, also 0x85, which is a line end in ISO-8859-1. */
    private static Pattern compiled(String key, String pattern) {
        try {
            return Pattern.compile(pattern, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    key + " " + pattern + ": is no regular expression: " + e.getDescription(), e);
        }
    }

    private static List<String> split(String command) {
        try {
            return ArgumentList.of(command);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("caravan.resolve.command " + e.getMessage(), e);
        }
    }
}
