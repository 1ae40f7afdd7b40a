package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.testing.CaravanProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The ccdbfs inode tool, for a MooseFS: a program of its own that asks {@code mfsfilepaths} for inodes. */
final class MooseFsInodeTool {
    private static final String QUESTION = "lookup 0x";
    private static final int DIGITS = 40;

    private MooseFsInodeTool() {}

    /** What {@code caravan.resolve.command} is set to; no part of it holds a space. */
    static String command(MooseFsCluster cluster) throws URISyntaxException {
        Path classes = Path.of(MooseFsInodeTool.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> command = new ArrayList<>(
                List.of(CaravanProcess.java(), "-cp", classes.toString(), MooseFsInodeTool.class.getName()));
        // mfsfilepaths looks for a file that is named as the inode first, which a log of its own mount would show.
        command.add(cluster.backDoor().toString());
        command.addAll(cluster.inside("mfsfilepaths"));
        return String.join(" ", command);
    }

    /** The mount, then the command that is asked, run in the mount. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path mount = Path.of(args[0]);
        List<String> tool = List.of(args).subList(1, args.length);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
        PrintStream answers = new PrintStream(System.out, true, ISO_8859_1);
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            List<String> waiting = new ArrayList<>(List.of(question));
            while (questions.ready()) {
                waiting.add(questions.readLine());
            }
            answers.print(answers(mount, tool, waiting));
            answers.flush();
        }
    }

    /** One line for each question, in order. All that wait are one call of the command, which takes a while to begin. */
    private static String answers(Path mount, List<String> tool, List<String> questions)
            throws IOException, InterruptedException {
        List<String> inodes = questions.stream()
                .filter(question -> question.startsWith(QUESTION))
                .map(MooseFsInodeTool::inode)
                .distinct()
                .toList();
        Map<String, String> paths = inodes.isEmpty() ? Map.of() : paths(mount, tool, inodes);
        StringBuilder answers = new StringBuilder();
        for (String question : questions) {
            answers.append(question.startsWith(QUESTION) ? answer(inode(question), paths) : "usage: lookup 0xINODE")
                    .append('\n');
        }
        return answers.toString();
    }

    /** The inode asked for, with zeros before it: no line that begins so is a path. */
    private static String inode(String question) {
        String digits =
                Long.toUnsignedString(Long.parseUnsignedLong(question, QUESTION.length(), question.length(), 16));
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    private static String answer(String inode, Map<String, String> paths) {
        String path = paths.get(inode);
        return path == null
                ? inode + ": no such inode"
                : "inode " + inode + " type directory path /disk/" + (path.equals("/") ? "" : path + "/");
    }

    /** The first path of each inode that has one, below the mount; the root's is a slash. */
    private static Map<String, String> paths(Path mount, List<String> tool, List<String> inodes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(tool);
        command.addAll(inodes);
        Process process = new ProcessBuilder(command).directory(mount.toFile()).start();
        String[] lines = new String(process.getInputStream().readAllBytes(), ISO_8859_1).split("\n", -1);
        process.waitFor();
        // For each inode a line with it and a colon, then its paths; or one line with it, a colon and why it has none.
        Map<String, String> paths = new HashMap<>();
        Iterator<String> coming = inodes.iterator();
        String next = coming.next();
        String inode = "";
        for (String line : lines) {
            if (line.startsWith(next + ":")) {
                inode = next;
                next = coming.hasNext() ? coming.next() : inode;
            } else if (!inode.isEmpty() && !line.isEmpty()) {
                paths.putIfAbsent(inode, line);
            }
        }
        return paths;
    }
}
