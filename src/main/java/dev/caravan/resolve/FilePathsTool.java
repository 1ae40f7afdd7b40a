package dev.caravan.resolve;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MooseFS's {@code mfsfilepaths INODE...}, started in the mount for up to 256 inodes a call. One thread at a time,
 * except for {@link #close}.
 *
 * <p>The tool takes an argument for an inode only where it is all digits and no file of that name exists where the tool
 * runs; it repeats the argument before its answer (file_paths in mfsclient/mfstools.c of 3.0.117). So an inode is
 * written with leading zeros, 40 digits in all: nobody gives a file such a name, and no path can be confused with it.
 * The mount's operation log shows that lookup; the parse package recognises it by its form.
 */
final class FilePathsTool implements InodeTool {
    private static final Logger LOG = LoggerFactory.getLogger(FilePathsTool.class);
    private static final int MAX_INODES_PER_CALL = 256;
    private static final int DIGITS = 40;

    /** Begin of a path of an unlinked file that is still open or in the trash: {@code ./TRASH (name)}. */
    private static final String NO_PLACE = "./";

    private final Pattern gonePattern;
    private final BackOff backOff;
    private final ToolStarter starter;
    private volatile ToolProcess process;

    FilePathsTool(ToolSettings settings, BackOff backOff) {
        this.gonePattern = settings.gonePattern();
        this.backOff = backOff;
        this.starter = new ToolStarter(settings.command(), settings.directory(), backOff);
    }

    @Override
    public Map<Long, Answer> ask(Collection<Long> inodes) throws InterruptedException, UnavailableException {
        List<Long> all = List.copyOf(inodes);
        Map<Long, Answer> answers = new HashMap<>();
        for (int start = 0; start < all.size(); start += MAX_INODES_PER_CALL) {
            List<Long> asked = all.subList(start, Math.min(all.size(), start + MAX_INODES_PER_CALL));
            try {
                answers.putAll(parse(asked, run(asked)));
            } catch (UnavailableException e) {
                throw e;
            } catch (IOException e) {
                backOff.checkOpen();
                LOG.warn("inode tool {}: {}", starter.name(), e.getMessage());
                all.subList(start, all.size()).forEach(inode -> answers.put(inode, new Answer.Unclear(e.getMessage())));
                return answers;
            }
        }
        return answers;
    }

    private List<String> run(List<Long> inodes) throws IOException, InterruptedException {
        ToolProcess running =
                starter.start(inodes.stream().map(FilePathsTool::argument).toList());
        process = running;
        try {
            backOff.checkOpen();
            List<String> lines = new ArrayList<>();
            String line;
            while ((line = running.line(backOff.patience().answer())) != null) {
                lines.add(line);
            }
            return lines;
        } finally {
            process = null;
            running.kill();
        }
    }

    private static String argument(long inode) {
        String digits = Long.toUnsignedString(inode);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Parses the tool's output: for each inode {@code ARGUMENT:} and one path a line, or {@code ARGUMENT: error}. */
    Map<Long, Answer> parse(List<Long> inodes, List<String> lines) {
        Map<Long, Answer> answers = new HashMap<>();
        int next = 0;
        for (int i = 0; i < inodes.size(); i++) {
            String header = argument(inodes.get(i)) + ":";
            String following = i + 1 < inodes.size() ? argument(inodes.get(i + 1)) + ":" : null;
            if (next >= lines.size() || !lines.get(next).startsWith(header)) {
                String said = next < lines.size() ? Escape.latin1(lines.get(next)) : "nothing";
                inodes.subList(i, inodes.size())
                        .forEach(inode -> answers.putIfAbsent(inode, new Answer.Unclear("it said: " + said)));
                return answers;
            }
            String error = lines.get(next++).substring(header.length());
            List<String> paths = new ArrayList<>();
            while (next < lines.size() && (following == null || !lines.get(next).startsWith(following))) {
                paths.add(lines.get(next++));
            }
            answers.put(inodes.get(i), answer(error, paths));
        }
        return answers;
    }

    private Answer answer(String error, List<String> paths) {
        if (error.isEmpty()) {
            paths.removeIf(path -> path.startsWith(NO_PLACE));
            return paths.isEmpty() ? new Answer.Gone() : new Answer.At(paths);
        }
        return gonePattern.matcher(error).find()
                ? new Answer.Gone()
                : new Answer.Unclear("it said:" + Escape.latin1(error));
    }

    @Override
    public void close() {
        ToolProcess running = process;
        if (running != null) {
            running.stop();
        }
    }
}
