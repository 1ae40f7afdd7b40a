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
import java.util.List;

/** The ccdbfs inode tool, for a MooseFS: a program of its own that asks {@code mfsfilepaths} for each inode. */
final class MooseFsInodeTool {
    private static final String QUESTION = "lookup 0x";

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
        List<String> tool = List.of(args).subList(1, args.length);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
        PrintStream answers = new PrintStream(System.out, true, ISO_8859_1);
        for (String question = questions.readLine(); question != null; question = questions.readLine()) {
            answers.print(answer(Path.of(args[0]), tool, question) + "\n");
            answers.flush();
        }
    }

    private static String answer(Path mount, List<String> tool, String question)
            throws IOException, InterruptedException {
        if (!question.startsWith(QUESTION)) {
            return "usage: lookup 0xINODE";
        }
        String inode =
                Long.toUnsignedString(Long.parseUnsignedLong(question, QUESTION.length(), question.length(), 16));
        List<String> command = new ArrayList<>(tool);
        command.add(inode);
        Process process = new ProcessBuilder(command).directory(mount.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        // One line with the inode, then one with its path below the mount; the root's is a slash.
        String[] lines = output.split("\n", -1);
        if (process.waitFor() != 0 || lines.length < 2) {
            return inode + ": no such inode";
        }
        String path = lines[1].equals("/") ? "" : lines[1] + "/";
        return "inode " + inode + " type directory path /disk/" + path;
    }
}
